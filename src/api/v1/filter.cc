#include "api/v1/filter.h"

#include <algorithm>

#include "api/v1/ids.h"
#include "base/ascii.h"
#include "base/nearest.h"
#include "fhir/model/date_time.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kDateFrom = "dateFrom";
constexpr std::string_view kDateTo = "dateTo";

/// Spec: FHIR R4, search.html#escaping.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == ',' || c == '$' || c == '|') text += '\\';
    text += c;
  }
  return text;
}

std::string with_value(const std::string& pattern, std::string_view value) {
  const std::size_t open = pattern.find('{');
  const std::size_t close = pattern.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return pattern;
  return pattern.substr(0, open) + std::string(value) + pattern.substr(close + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

/// FHIR's :text finds beginnings of words; a filter of /v1 means the whole text. Spec: v1.md, section 5.
void match_whole(store::Expr& expr) {
  const auto all_of = [](std::vector<store::Expr>& parts) {
    for (store::Expr& part : parts) match_whole(part);
  };
  if (auto* all = std::get_if<store::All>(&expr.node)) all_of(all->parts);
  if (auto* any = std::get_if<store::Any>(&expr.node)) all_of(any->parts);
  auto* where = std::get_if<store::Where>(&expr.node);
  if (where == nullptr) return;
  for (store::Test& test : where->parts) {
    if (auto* text = std::get_if<store::IsText>(&test)) text->how = store::TextMatch::kEqual;
  }
}

class FilterMaker {
 public:
  FilterMaker(const ListContext& context, const ResourceSchema& resource, const Filter& filter)
      : context_(context), resource_(resource), filter_(filter) {}

  Result<store::Expr> make(std::string_view value) const {
    if (value.empty()) return fault("a value is needed");
    if (filter_.is_custom && parameter() == nullptr) return fault("this filter is not offered yet");
    switch (filter_.type) {
      case FilterType::kId: return ids(value);
      case FilterType::kCode: return words(value);
      case FilterType::kDate: return date(value);
      case FilterType::kBoolean:
        if (value != "true" && value != "false") return fault("expected true or false");
        return criterion(filter_.first, value);
      case FilterType::kString: break;
    }
    return text(value);
  }

 private:
  Error fault(std::string_view what) const { return invalid_parameter(filter_.name, what); }

  const fhir::SearchParameter* parameter() const {
    const std::string_view code =
        std::string_view(filter_.first.parameter).substr(0, filter_.first.parameter.find(':'));
    return context_.schema.definitions().search_parameter(resource_.type, code);
  }

  Result<store::Expr> criterion(const FilterTemplate& half, std::string_view value) const {
    fhir::SearchOptions options;
    options.zone_minutes = context_.zone_minutes;
    Result<store::Expr> expression = fhir::parse_criterion(context_.schema.definitions(), resource_.type,
                                                           half.parameter, with_value(half.value, value), options);
    if (!expression.ok()) return fault(expression.error().message);
    return expression;
  }

  /// The half that looks at texts: as the table gives it; for other codes the texts beside them.
  FilterTemplate text_half() const {
    if (!filter_.other.parameter.empty() || !filter_.words.empty() || filter_.field == nullptr) return filter_.other;
    const FhirType type = filter_.field->fhir.type;
    const bool is_coded = type == FhirType::kCodeableConcept || type == FhirType::kCoding;
    const fhir::SearchParameter* definition = parameter();
    const bool is_token = definition != nullptr && definition->type == fhir::SearchType::kToken;
    if (!is_coded || !is_token) return {};
    return {std::string(definition->code) + ":text", "{value}"};
  }

  /// Both halves of a filter, united.
  Result<store::Expr> either(std::string_view first, std::string_view other) const {
    OSLER_TRY(store::Expr one, criterion(filter_.first, first));
    const FilterTemplate half = text_half();
    if (half.parameter.empty()) return one;
    OSLER_TRY(store::Expr two, criterion(half, other));
    if (half.parameter.ends_with(":text")) match_whole(two);
    return store::Expr{store::Any{{std::move(one), std::move(two)}}};
  }

  // Any form of an id; the default type is that of the template, else of the field.
  Result<store::Expr> ids(std::string_view value) const {
    store::Any any;
    for (const std::string_view one : split(value, ',')) {
      OSLER_TRY(const std::string reference, reference_of(one));
      OSLER_TRY(store::Expr expression, criterion({filter_.first.parameter, "{value}"}, reference));
      any.parts.push_back(std::move(expression));
    }
    if (any.parts.size() == 1) return std::move(any.parts.front());
    return store::Expr{std::move(any)};
  }

  std::vector<TypeId> targets() const {
    if (filter_.field != nullptr && !filter_.field->fhir.targets.empty()) return filter_.field->fhir.targets;
    const std::string& pattern = filter_.first.value;
    const auto type =
        context_.schema.definitions().resource_type(std::string_view(pattern).substr(0, pattern.find('/')));
    if (type) return {*type};
    const fhir::SearchParameter* definition = parameter();
    return definition == nullptr ? std::vector<TypeId>{}
                                 : std::vector<TypeId>(definition->targets.begin(), definition->targets.end());
  }

  Result<std::string> reference_of(std::string_view value) const {
    const std::vector<TypeId> permitted = targets();
    const fhir::Definitions& definitions = context_.schema.definitions();
    const IdText id = read_id(context_.schema, value, context_.own_bases);
    // A bare id may be of any permitted type: only where there is one is it said.
    if (id.form == IdText::Form::kBare && permitted.size() == 1) {
      return std::string(definitions.name_of(permitted.front())) + "/" + std::string(id.id);
    }
    if (id.form == IdText::Form::kBare || id.form == IdText::Form::kForeign) return escaped(value);
    const std::string expected = "expected " + expected_ids(context_.schema, permitted);
    if (id.form != IdText::Form::kTyped) return fault(expected);
    if (!permitted.empty() && std::find(permitted.begin(), permitted.end(), id.type) == permitted.end()) {
      return fault("\"" + shown_id(context_.schema, id.type, "…") + "\" is " + phrase_for(context_.schema, id.type) +
                   "; " + expected);
    }
    return std::string(definitions.name_of(id.type)) + "/" + std::string(id.id);
  }

  // An enumeration: several words mean any of them.
  Result<store::Expr> words(std::string_view value) const {
    store::Any any;
    for (const std::string_view word : split(value, ',')) {
      const bool possible =
          filter_.words.empty() || std::find(filter_.words.begin(), filter_.words.end(), word) != filter_.words.end();
      if (!possible) return fault(impossible(word));
      OSLER_TRY(store::Expr expression, either(token_of(word), escaped(word)));
      any.parts.push_back(std::move(expression));
    }
    if (any.parts.size() == 1) return std::move(any.parts.front());
    return store::Expr{std::move(any)};
  }

  std::string impossible(std::string_view word) const {
    std::string what = "Invalid enum value. Expected ";
    std::vector<std::string_view> known(filter_.words.begin(), filter_.words.end());
    for (std::size_t i = 0; i < known.size(); ++i)
      what += std::string(i == 0 ? "'" : " | '") + std::string(known[i]) + "'";
    if (const auto near = nearest(word, known)) what += "; did you mean '" + std::string(*near) + "'?";
    return what;
  }

  /// "system|code" as it is; a word of the field's table, or a code of a known shape, with its system; else the value.
  std::string token_of(std::string_view value) const {
    if (const std::size_t bar = value.find('|'); bar != std::string_view::npos) {
      return escaped(value.substr(0, bar)) + "|" + escaped(value.substr(bar + 1));
    }
    if (filter_.first.value.find("{token}") == std::string::npos || filter_.field == nullptr) return escaped(value);
    const Mapping& mapping = filter_.field->fhir;
    if (const CodeEntry* entry = mapping.codes.find_word(value))
      return escaped(entry->system) + "|" + escaped(entry->code);
    if (const CodePattern* pattern = find_pattern(mapping.patterns, value))
      return escaped(pattern->system) + "|" + escaped(value);
    return escaped(value);
  }

  // The beginning of the element behind the parameter decides, for periods too. Spec: v1.md, section 5.
  Result<store::Expr> date(std::string_view value) const {
    const auto parsed = fhir::parse_search_date(value);
    if (!parsed) return fault("expected YYYY-MM-DD or an instant such as 2025-01-15T09:00:00Z");
    if (filter_.name != kDateFrom && filter_.name != kDateTo) return criterion(filter_.first, value);
    const fhir::SearchParameter* definition = parameter();
    if (definition == nullptr) return fault("this filter is not offered yet");
    const fhir::InstantRange range = parsed->range(context_.zone_minutes);
    store::InBox box;
    if (filter_.name == kDateFrom) box.low_min = store::Ordinal::of_ms(range.begin_ms);
    if (filter_.name == kDateTo) {
      box.low_min = store::Ordinal{0, 1};  // A period without a beginning has no principal date.
      box.low_max = store::Ordinal::of_ms(range.end_ms - 1);
    }
    return store::Expr{store::Where{definition->id, {box}}};
  }

  Result<store::Expr> text(std::string_view value) const {
    if (!filter_.value_map.empty()) return mapped(value);
    if (filter_.first.value.find("{ref}") != std::string::npos) return reference_or_text(value);
    if (filter_.name == "name" && resource_.fields.find(std::string_view("firstName")) != nullptr)
      return every_word(value);
    if (filter_.name == "phone") return phone(value);
    const bool is_coded = !text_half().parameter.empty();
    const bool is_list =
        is_coded && value.find(',') != std::string_view::npos && value.find(' ') == std::string_view::npos;
    if (!is_list) return either(is_coded ? token_of(value) : escaped(value), escaped(value));
    store::Any any;
    for (const std::string_view one : split(value, ',')) {
      OSLER_TRY(store::Expr expression, either(token_of(one), escaped(one)));
      any.parts.push_back(std::move(expression));
    }
    return store::Expr{std::move(any)};
  }

  Result<store::Expr> mapped(std::string_view value) const {
    std::string known;
    for (const auto& [word, meaning] : filter_.value_map) {
      if (word == value) return criterion(filter_.first, meaning);
      known += (known.empty() ? "" : " or ") + word;
    }
    return fault("expected " + known);
  }

  Result<store::Expr> reference_or_text(std::string_view value) const {
    const IdText id = read_id(context_.schema, value, context_.own_bases);
    const bool is_id =
        id.form == IdText::Form::kTyped || id.form == IdText::Form::kBare || id.form == IdText::Form::kForeign;
    if (!is_id && !filter_.other.parameter.empty()) return criterion(filter_.other, escaped(value));
    OSLER_TRY(const std::string reference, reference_of(value));
    return either(reference, escaped(value));
  }

  // Any part of a name: each word of the value somewhere in given or family names.
  Result<store::Expr> every_word(std::string_view value) const {
    store::All all;
    for (const std::string_view word : split(value, ' ')) {
      if (word.empty()) continue;
      OSLER_TRY(store::Expr expression, criterion(filter_.first, escaped(word)));
      all.parts.push_back(std::move(expression));
    }
    if (all.parts.empty()) return fault("a value is needed");
    return store::Expr{std::move(all)};
  }

  // Telephone numbers compare by their digits where those are indexed.
  Result<store::Expr> phone(std::string_view value) const {
    constexpr std::string_view kDigitsParameter = "phone-digits";
    if (context_.schema.definitions().search_parameter(resource_.type, kDigitsParameter) == nullptr) {
      return criterion(filter_.first, escaped(value));
    }
    std::string digits;
    std::copy_if(value.begin(), value.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    if (digits.empty()) return fault("expected a telephone number");
    return criterion({std::string(kDigitsParameter), "{value}"}, digits);
  }

  const ListContext& context_;
  const ResourceSchema& resource_;
  const Filter& filter_;
};

}  // namespace

Error invalid_parameter(std::string_view name, std::string_view what) {
  return invalid_input(std::string(name) + ": " + std::string(what), "INVALID_PARAMETER");
}

Result<store::Expr> filter_expression(const ListContext& context, const ResourceSchema& resource, const Filter& filter,
                                      std::string_view value) {
  return FilterMaker(context, resource, filter).make(trimmed(value));
}

}  // namespace osler::api::v1
