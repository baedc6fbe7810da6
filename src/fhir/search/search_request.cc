// Spec: FHIR R4, search.html and http.html#search.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "fhir/search/contained.h"
#include "fhir/search/criterion.h"
#include "fhir/search/include.h"
#include "fhir/search/subset.h"
#include "fhir/search/unknown_type.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

using store::Expr;

Error about(std::string_view name, std::string_view what) {
  return invalid_input("search parameter '" + std::string(name) + "': " + std::string(what));
}

class RequestReader {
 public:
  RequestReader(const Definitions& definitions, std::optional<TypeId> type, const SearchOptions& options)
      : context_{definitions, options}, definitions_(definitions), options_(options), type_(type) {}

  Result<ParsedSearch> read(const Parameters& parameters) {
    if (parameters.size() > options_.parameters_max) return invalid_input("too many search parameters");
    search_.query.page.count = std::min(options_.count_default, options_.count_max);
    OSLER_RETURN_IF_ERROR(choose_types(parameters));
    for (const auto& [name, value] : parameters) {
      Status done = read_one(name, value);
      if (done.ok()) continue;
      if (!may_be_left_out(done.error())) return std::move(done).error();
      search_.ignored.push_back({Severity::kWarning, IssueType::kNotSupported, done.error().message});
    }
    OSLER_RETURN_IF_ERROR(check_together());
    OSLER_RETURN_IF_ERROR(check_includes());
    if (search_.count_only) search_.query.totals = store::Totals::kExact;  // The number is the answer, whatever _total says.
    search_.query.where = {store::All{std::move(criteria_)}};
    if (search_.contained != ContainedMatches::kNone) {
      search_.of_one = search_.query.where;
      OSLER_RETURN_IF_ERROR(look_inside(definitions_, options_.containers, search_));
    }
    return std::move(search_);
  }

 private:
  bool may_be_left_out(const Error& error) const {
    return options_.handling == Handling::kLenient && (error.code == kUnknownParameter || error.code == kUnsupportedParameter);
  }

  // Spec: FHIR R4, search.html#summary: "text" goes with no include.
  Status check_together() const {
    const bool text = search_.subset.summary == Summary::kText;
    if (search_.shows_contained && search_.contained == ContainedMatches::kNone) return about("_containedType", "goes with _contained=true or both");
    if (text && !search_.includes.empty()) return about("_summary", "text cannot be combined with _include or _revinclude");
    const bool both = !search_.subset.elements.empty() && search_.subset.summary != Summary::kFalse && search_.subset.summary != Summary::kCount;
    if (both) return about("_elements", "cannot be combined with _summary");
    return {};
  }

  // Without :iterate an include begins at what was searched for; one that cannot is a mistake, and would be silently nothing.
  Status check_includes() const {
    const auto is_searched = [&](TypeId type) { return std::ranges::find(search_.query.types, type) != search_.query.types.end(); };
    for (const Include& include : search_.includes) {
      if (include.iterate || include.source == TypeId::kNone) continue;
      const std::string_view name = include.reverse ? "_revinclude" : "_include";
      const std::string word(name);
      const std::string source(definitions_.name_of(include.source));
      if (!include.reverse && !is_searched(include.source)) {
        return about(name, source + " is not what is searched for; " + word + ":iterate goes on from what was included");
      }
      const SearchParameter* parameter = definitions_.search_parameter(include.parameter);
      if (!include.reverse || parameter == nullptr) continue;
      const bool to_any = include.target == TypeId::kNone && parameter->targets.empty();
      const bool fits = include.target == TypeId::kNone ? to_any || std::ranges::any_of(parameter->targets, is_searched) : is_searched(include.target);
      if (!fits) {
        return about(name, "'" + std::string(parameter->code) + "' of " + source + " does not refer to what is searched for; " + word + ":iterate goes on from what was included");
      }
    }
    return {};
  }

  Status choose_types(const Parameters& parameters) {
    if (type_) {
      search_.query.types = {*type_};
      return {};
    }
    std::set<TypeId> chosen;
    bool given = false;
    for (const auto& [name, value] : parameters) {
      if (name != "_type") continue;
      given = true;
      for (const std::string_view each : split_unescaped(value, ',')) {
        const std::optional<TypeId> type = definitions_.resource_type(each);
        if (!type) return about("_type", "unknown resource type" + did_you_mean_type(definitions_, each));
        chosen.insert(*type);
      }
    }
    const std::span<const TypeId> all = options_.types.empty() ? definitions_.resource_types() : std::span<const TypeId>(options_.types);
    for (const TypeId type : all) {
      if (!given || chosen.contains(type)) search_.query.types.push_back(type);
    }
    if (search_.query.types.empty()) return about("_type", "none of these types is searched here");
    return {};
  }

  Status read_one(const std::string& name, const std::string& value) {
    if (name == "_format" || name == "_pretty" || name == "_cursor") return {};
    if (value.empty()) {
      Error error = about(name, "a value is needed");
      error.code = kUnsupportedParameter;
      return error;
    }
    OSLER_TRY(const bool is_result_parameter, read_result_parameter(name, value));
    if (is_result_parameter) return {};
    OSLER_RETURN_IF_ERROR(read_criterion(name, value));
    search_.applied.emplace_back(name, value);
    return {};
  }

  Status once(const std::string& name) {
    if (seen_.insert(name).second) return {};
    return about(name, "given more than once");
  }

  // True if `name` shapes the answer instead of choosing what is in it.
  Result<bool> read_result_parameter(const std::string& name, const std::string& value) {
    if (name == "_count") {
      OSLER_RETURN_IF_ERROR(read_count(value));
      return true;  // Applied as clamped.
    }
    if (name == "_type") {
      if (type_) return about("_type", "only searches over several types have it");
    } else if (name == "_sort") {
      OSLER_RETURN_IF_ERROR(once(name));
      OSLER_RETURN_IF_ERROR(read_sort(value));
    } else if (name == "_total") {
      OSLER_RETURN_IF_ERROR(once(name));
      OSLER_RETURN_IF_ERROR(read_total(value));
    } else if (name == "_summary") {
      OSLER_RETURN_IF_ERROR(once(name));
      OSLER_RETURN_IF_ERROR(read_summary(value));
    } else if (name == "_elements") {
      OSLER_RETURN_IF_ERROR(read_elements(value));
    } else if (name.starts_with("_include") || name.starts_with("_revinclude")) {
      OSLER_TRY(Include include, parse_include(definitions_, name, value));
      search_.includes.push_back(include);
    } else if (name == "_contained" || name == "_containedType") {
      OSLER_RETURN_IF_ERROR(once(name));
      OSLER_RETURN_IF_ERROR(name == "_contained" ? read_contained(value) : read_contained_type(value));
    } else {
      return false;
    }
    search_.applied.emplace_back(name, value);
    return true;
  }

  Status read_count(const std::string& value) {
    OSLER_RETURN_IF_ERROR(once("_count"));
    std::uint64_t count = 0;
    const auto [rest, failure] = std::from_chars(value.data(), value.data() + value.size(), count);
    const bool whole = rest == value.data() + value.size() && (failure == std::errc{} || failure == std::errc::result_out_of_range);
    if (!whole) return about("_count", "expected a whole number from 0 up");
    if (failure == std::errc::result_out_of_range) count = options_.count_max;
    const auto clamped = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, options_.count_max));
    search_.query.page.count = clamped;
    if (clamped == 0) search_.count_only = true;
    search_.applied.emplace_back("_count", std::to_string(clamped));
    return {};
  }

  Status read_sort(const std::string& value) {
    if (type_) {
      OSLER_TRY(search_.query.sort, parse_sort(definitions_, *type_, value));
      return {};
    }
    // Over several types only what they all share can order them.
    for (const std::string_view key : split_unescaped(value, ',')) {
      const std::string_view code = key.starts_with('-') ? key.substr(1) : key;
      if (code != "_id" && code != "_lastUpdated") return about("_sort", "over several types only _id and _lastUpdated");
    }
    OSLER_TRY(search_.query.sort, parse_sort(definitions_, search_.query.types.front(), value));
    return {};
  }

  Status read_total(const std::string& value) {
    if (value != "none" && value != "estimate" && value != "accurate") return about("_total", "expected none, estimate or accurate");
    search_.query.totals = value == "none" ? store::Totals::kNone : store::Totals::kExact;
    return {};
  }

  Status read_summary(const std::string& value) {
    OSLER_TRY(search_.subset.summary, parse_summary(value));
    if (search_.subset.summary == Summary::kCount) search_.count_only = true;
    return {};
  }

  Status read_contained(const std::string& value) {
    if (value == "false") return {};
    if (value != "true" && value != "both") return about("_contained", "expected false, true or both");
    if (!type_ || options_.containers.empty()) return about("_contained", "only searches of one type can look inside others");
    search_.contained = value == "true" ? ContainedMatches::kOnly : ContainedMatches::kBoth;
    return {};
  }

  Status read_contained_type(const std::string& value) {
    if (value != "container" && value != "contained") return about("_containedType", "expected container or contained");
    search_.shows_contained = value == "contained";
    return {};
  }

  Status read_elements(const std::string& value) {
    OSLER_TRY(const std::vector<ElementName> names, parse_elements(definitions_, search_.query.types, value));
    search_.subset.elements.insert(search_.subset.elements.end(), names.begin(), names.end());
    return {};
  }

  Status read_criterion(const std::string& name, const std::string& value) {
    if (search_.query.types.size() == 1 || name == "_list") {  // A list is the same whatever type its members have.
      OSLER_TRY(Expr expr, criterion_of(context_, search_.query.types.front(), name, value));
      criteria_.push_back(std::move(expr));
      return {};
    }
    return read_shared_criterion(name, value);
  }

  // Over several types every type must know the parameter. Where their definitions differ, a record meets the criterion of
  // its own type: it has no values of the others'. So a positive one is an Any of all; a negative one an All.
  Status read_shared_criterion(const std::string& name, const std::string& value) {
    std::vector<Expr> parts;
    std::set<ParameterId> done;
    const bool by_link = name.starts_with("_has:") || name == "_filter" || name.find('.') != std::string::npos;
    for (const TypeId type : search_.query.types) {
      const SearchParameter* parameter = definitions_.search_parameter(type, split_name(name).code);
      if (!by_link && parameter != nullptr && !done.insert(parameter->id).second) continue;
      OSLER_TRY(Expr expr, criterion_of(context_, type, name, value));
      parts.push_back(std::move(expr));
    }
    const std::string_view modifier = split_name(name).modifier;
    const bool negative = !by_link && (is_negative(modifier) || (modifier == "missing" && value == "true"));
    if (parts.size() == 1) {
      criteria_.push_back(std::move(parts.front()));
    } else if (negative) {
      criteria_.push_back({store::All{std::move(parts)}});
    } else {
      criteria_.push_back({store::Any{std::move(parts)}});
    }
    return {};
  }

  ValueContext context_;
  const Definitions& definitions_;
  const SearchOptions& options_;
  std::optional<TypeId> type_;
  ParsedSearch search_;
  std::vector<Expr> criteria_;
  std::set<std::string> seen_;
};

}  // namespace

Result<ParsedSearch> parse_search(const Definitions& definitions, std::optional<TypeId> type, const Parameters& parameters,
                                  const SearchOptions& options) {
  return RequestReader(definitions, type, options).read(parameters);
}

Result<std::vector<store::SortKey>> parse_sort(const Definitions& definitions, TypeId type, std::string_view value) {
  std::vector<store::SortKey> keys;
  for (std::string_view key : split_unescaped(value, ',')) {
    store::SortKey sort;
    sort.descending = key.starts_with('-');
    if (sort.descending) key.remove_prefix(1);
    if (key == "_id") {
      sort.by = store::SortBy::kId;
    } else if (key == "_lastUpdated") {
      sort.by = store::SortBy::kUpdated;
    } else {
      const SearchParameter* parameter = definitions.search_parameter(type, key);
      if (parameter == nullptr) return about("_sort", unknown_parameter(definitions, type, key).message);
      const bool has_order = parameter->type != SearchType::kComposite && parameter->type != SearchType::kSpecial;
      const bool sorts = has_order && is_indexed(definitions, type, *parameter);
      if (!sorts) return about("_sort", "'" + std::string(key) + "' cannot be sorted by");
      sort.by = store::SortBy::kParameter;
      sort.parameter = parameter->id;
    }
    keys.push_back(sort);
    if (keys.size() > kSortKeysMax) return about("_sort", "at most 8 keys");
  }
  return keys;
}

}  // namespace osler::fhir
