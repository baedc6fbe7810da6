// Tokens, strings, references, uris and composites. Spec: FHIR R4, search.html.
#include "fhir/search/value_alternatives.h"

#include "fhir/model/resource_id.h"
#include "fhir/search/references.h"
#include "fhir/search/special_criterion.h"
#include "fhir/search/unknown_type.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

/// Ways to meet one composite value are at most this many.
constexpr std::size_t kCombinationsMax = 64;

Alternatives one(std::optional<Facet> facet, store::Test test) {
  Alternatives alternatives;
  alternatives.push_back({facet, {std::move(test)}});
  return alternatives;
}

Result<Alternatives> text_alternatives(std::optional<Facet> facet, store::TextMatch how, std::string_view value) {
  std::string text = unescaped_value(value);
  if (how == store::TextMatch::kExact) return one(facet, store::IsText{how, std::move(text)});
  std::string folded = fold_text(text);
  if (folded.empty()) return invalid_input("expected at least one letter or digit");
  return one(facet, store::IsText{how, std::move(folded)});
}

Result<store::IsToken> searched_token(std::string_view value) {
  const std::vector<std::string_view> parts = split_unescaped(value, '|');
  if (parts.size() > 2) return invalid_input("expected code, system|code, |code or system|; a bar inside a value is written \\|");
  store::IsToken token;
  if (parts.size() == 2) token.system = unescaped_value(parts[0]);
  if (!parts.back().empty()) token.code = unescaped_value(parts.back());
  const bool is_empty = !token.code && (!token.system || token.system->empty());
  if (is_empty) return invalid_input("expected code, system|code, |code or system|");
  return token;
}

Result<Alternatives> of_type_alternatives(std::string_view value) {
  const std::vector<std::string_view> parts = split_unescaped(value, '|');
  const bool complete = parts.size() == 3 && !parts[1].empty() && !parts[2].empty();
  if (!complete) return invalid_input("expected system|code|value");
  store::IsToken type{{}, unescaped_value(parts[1])};
  if (!parts[0].empty()) type.system = unescaped_value(parts[0]);
  Alternatives alternatives;
  alternatives.push_back({Facet::kOfType, {type, store::IsToken{{}, unescaped_value(parts[2])}}});
  return alternatives;
}

Result<Alternatives> token_alternatives(Modifier modifier, std::string_view value) {
  if (modifier == Modifier::kText) return text_alternatives(Facet::kText, store::TextMatch::kStartsWith, value);
  if (modifier == Modifier::kOfType) return of_type_alternatives(value);
  OSLER_TRY(store::IsToken token, searched_token(value));
  return one({}, std::move(token));
}

Error unknown_type(const Definitions& definitions, std::string_view name) {
  return invalid_input("unknown resource type in a reference" + did_you_mean_type(definitions, name));
}

Result<Alternatives> reference_alternatives(const ValueContext& context, Modifier modifier, TypeId only_type, std::string_view value) {
  if (modifier == Modifier::kText) return text_alternatives(Facet::kText, store::TextMatch::kStartsWith, value);
  if (modifier == Modifier::kIdentifier) {
    OSLER_TRY(store::IsToken token, searched_token(value));
    return one(Facet::kIdentifier, std::move(token));
  }
  const std::string text = unescaped_value(value);
  if (is_resource_id(text)) {
    store::IsReference test{{}, text};
    if (only_type != TypeId::kNone) test.type = only_type;
    return one({}, std::move(test));
  }
  const ReferenceText reference = read_reference(context.definitions, text, context.options.base_url);
  switch (reference.form) {
    case ReferenceText::Form::kRelative: {
      const bool fits = modifier != Modifier::kType || reference.type == only_type;
      if (!fits) return invalid_input("the reference is to another type than the modifier says");
      return one({}, store::IsReference{reference.type, std::string(reference.id)});
    }
    case ReferenceText::Form::kAbsolute:
    case ReferenceText::Form::kUrn: return one({}, store::IsReference{TypeId::kNone, text});
    default: break;
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos && !context.definitions.resource_type(text.substr(0, slash))) {
    return unknown_type(context.definitions, text.substr(0, slash));
  }
  return invalid_input("expected an id, Type/id or an absolute URL");
}

Result<Alternatives> uri_alternatives(Modifier modifier, std::string_view value) {
  store::IsUri test{store::UriMatch::kEqual, unescaped_value(value)};
  if (modifier == Modifier::kAbove) test.how = store::UriMatch::kAbove;
  if (modifier == Modifier::kBelow) test.how = store::UriMatch::kBelow;
  return one({}, std::move(test));
}

Result<Alternatives> string_alternatives(Modifier modifier, std::string_view value) {
  switch (modifier) {
    case Modifier::kExact: return text_alternatives({}, store::TextMatch::kExact, value);
    case Modifier::kContains: return text_alternatives({}, store::TextMatch::kContains, value);
    case Modifier::kEquals: return text_alternatives({}, store::TextMatch::kEqual, value);
    case Modifier::kEndsWith: return text_alternatives({}, store::TextMatch::kEndsWith, value);
    default: return text_alternatives({}, store::TextMatch::kStartsWith, value);
  }
}

// All parts' alternatives combined. The unit facet has no meaning here: units stand among a composite's own entries.
Result<Alternatives> composite_alternatives(const ValueContext& context, const SearchParameter& parameter, std::string_view value) {
  const std::vector<std::string_view> parts = split_unescaped(value, '$');
  if (parts.size() != parameter.components.size()) {
    return invalid_input("expected " + std::to_string(parameter.components.size()) + " parts separated by '$'");
  }
  Alternatives combined(1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const SearchParameter* component = context.definitions.search_parameter(parameter.components[i].parameter);
    if (component == nullptr || parts[i].empty()) return invalid_input("expected a value for each part");
    OSLER_TRY(const Alternatives part, alternatives_of(context, *component, Modifier::kNone, TypeId::kNone, parts[i]));
    Alternatives longer;
    for (const Alternative& so_far : combined) {
      for (const Alternative& next : part) {
        longer.push_back(so_far);
        longer.back().tests.insert(longer.back().tests.end(), next.tests.begin(), next.tests.end());
      }
    }
    if (longer.size() > kCombinationsMax) return invalid_input("too many combinations of prefixes");
    combined = std::move(longer);
  }
  return combined;
}

}  // namespace

Result<Alternatives> alternatives_of(const ValueContext& context, const SearchParameter& parameter, Modifier modifier,
                                     TypeId only_type, std::string_view value) {
  switch (parameter.type) {
    case SearchType::kNumber: return number_alternatives(value);
    case SearchType::kDate: return date_alternatives(context, value);
    case SearchType::kQuantity: return quantity_alternatives(value);
    case SearchType::kString: return string_alternatives(modifier, value);
    case SearchType::kToken: return token_alternatives(modifier, value);
    case SearchType::kReference: return reference_alternatives(context, modifier, only_type, value);
    case SearchType::kUri: return uri_alternatives(modifier, value);
    case SearchType::kComposite: return composite_alternatives(context, parameter, value);
    case SearchType::kSpecial: {
      OSLER_TRY(store::IsNear near, near_test(value));
      return one({}, std::move(near));
    }
  }
  return internal_error("unknown type of search parameter");
}

}  // namespace osler::fhir
