#include "fhir/search/read_search_parameter.h"

#include <algorithm>

#include "base/nearest.h"
#include "fhir/search/expression_branches.h"
#include "fhir/search/search_type.h"
#include "fhir/search/type_plan.h"

namespace osler::fhir {
namespace {

using json::View;

constexpr std::string_view kR4Parameters = "http://hl7.org/fhir/SearchParameter/";
constexpr std::size_t kCodeBytesMax = 64;
constexpr std::size_t kComponentsMin = 2;
constexpr std::size_t kComponentsMax = 3;

Error refused(std::string element, std::string what, IssueType type = IssueType::kBusinessRule) {
  std::string message = "SearchParameter." + element + ": " + what;
  std::vector<Issue> issues{{Severity::kError, type, std::move(what), "SearchParameter." + element, "search-parameter"}};
  return {ErrorKind::kUnprocessable, std::move(message), {}, std::move(issues)};
}

std::string indexed(std::string_view element, std::size_t i) { return std::string(element) + "[" + std::to_string(i) + "]"; }

std::string text_of(View resource, std::string_view member) {
  const View view = resource.member(member);
  return view.is_string() ? view.text() : std::string();
}

bool is_of_r4(const SearchParameter& parameter) { return number_of(parameter.id) < kAddedParameterMin; }

const SearchParameter* find_by_url(const Definitions& known, std::string_view canonical) {
  const std::string_view url = canonical.substr(0, canonical.find('|'));
  for (const TypeId type : known.resource_types()) {
    for (const SearchParameter* parameter : known.search_parameters(type)) {
      if (parameter->url == url) return parameter;
    }
  }
  return nullptr;
}

bool is_specialized_from(const Definitions& known, TypeId type, std::string_view name) {
  for (StructureId id = known.structure_of(type); id != StructureId::kNone; id = known.at(id).base) {
    if (known.at(id).name == name) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(const Definitions& known, View resource) : known_(known), resource_(resource) {}

  Result<std::optional<AddedParameter>> read() {
    using None = std::optional<AddedParameter>;
    if (!resource_.member("status").equals("active")) return None();
    read_texts();
    OSLER_RETURN_IF_ERROR(read_bases());
    if (restates_by_origin()) return None();
    OSLER_TRY(const bool restated, restates_by_url());
    if (restated) return None();
    OSLER_RETURN_IF_ERROR(check_code());
    OSLER_RETURN_IF_ERROR(read_type());
    OSLER_RETURN_IF_ERROR(read_targets());
    if (added_.type == SearchType::kComposite) OSLER_RETURN_IF_ERROR(read_components());
    return None(std::move(added_));
  }

 private:
  void read_texts() {
    added_.url = text_of(resource_, "url");
    added_.code = text_of(resource_, "code");
    added_.expression = text_of(resource_, "expression");
    added_.description = text_of(resource_, "description");
  }

  Status read_bases() {
    std::size_t i = 0;
    for (const View base : resource_.member("base")) {
      const std::string name = base.text();
      const bool is_abstract = name == "Resource" || name == "DomainResource";
      const std::optional<TypeId> type = known_.resource_type(name);
      if (!type && !is_abstract) return unknown_type(indexed("base", i), name);
      if (type) added_.bases.push_back(*type);
      if (is_abstract) {
        for (const TypeId each : known_.resource_types()) {
          if (is_specialized_from(known_, each, name)) added_.bases.push_back(each);
        }
      }
      ++i;
    }
    std::ranges::sort(added_.bases);
    added_.bases.erase(std::unique(added_.bases.begin(), added_.bases.end()), added_.bases.end());
    if (added_.bases.empty()) return refused("base", "a resource type is needed", IssueType::kRequired);
    return {};
  }

  Error unknown_type(std::string element, std::string_view name) const {
    std::vector<std::string_view> names;
    for (const TypeId type : known_.resource_types()) names.push_back(known_.name_of(type));
    const auto near = nearest(name, names);
    return refused(std::move(element), "'" + std::string(name) + "' is no resource type of R4" + (near ? "; did you mean '" + std::string(*near) + "'?" : std::string()),
                   IssueType::kCodeInvalid);
  }

  const SearchParameter* of_r4(TypeId base) const {
    const SearchParameter* found = known_.search_parameter(base, added_.code);
    return found != nullptr && is_of_r4(*found) ? found : nullptr;
  }

  // Guides restate R4's parameters to say more about their use.
  bool restates_by_origin() const {
    const bool derived = text_of(resource_, "derivedFrom").starts_with(kR4Parameters);
    return derived && std::ranges::all_of(added_.bases, [&](TypeId base) { return of_r4(base) != nullptr; });
  }

  Result<bool> restates_by_url() const {
    const SearchParameter* same = find_by_url(known_, added_.url);
    if (same == nullptr || !is_of_r4(*same)) return false;
    if (same->code == added_.code && word_for(same->type) == text_of(resource_, "type") && same->expression == added_.expression) return true;
    return refused("url", "this is the url of a parameter of R4, which cannot be changed; give yours another url");
  }

  Status check_code() const {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    const std::string& code = added_.code;
    if (code.empty() || code.size() > kCodeBytesMax || !is_letter(code.front()) || !std::ranges::all_of(code, fits)) {
      return refused("code", "expected 1 to " + std::to_string(kCodeBytesMax) + " letters, digits, '-' and '_', beginning with a letter", IssueType::kValue);
    }
    for (const TypeId base : added_.bases) {
      const SearchParameter* taken = of_r4(base);
      if (taken == nullptr) continue;
      return refused("code", std::string(known_.name_of(base)) + " has the parameter '" + code + "' of R4 (" + std::string(taken->url) +
                                 "); choose another code, or name that one in derivedFrom if you restate it",
                     IssueType::kDuplicate);
    }
    return {};
  }

  Status read_type() {
    const std::optional<SearchType> type = search_type_of(text_of(resource_, "type"));
    if (!type) return refused("type", "expected number, date, string, token, reference, composite, quantity or uri", IssueType::kCodeInvalid);
    if (*type == SearchType::kSpecial) return refused("type", "a special parameter has no values that an expression gives; it cannot be added", IssueType::kNotSupported);
    if (added_.expression.empty()) return refused("expression", "an expression is needed: without one there is nothing to index", IssueType::kRequired);
    added_.type = *type;
    return {};
  }

  Status read_targets() {
    std::size_t i = 0;
    for (const View target : resource_.member("target")) {
      const std::string name = target.text();
      if (name == "Resource" || name == "DomainResource") {
        added_.targets.clear();
        return {};
      }
      const std::optional<TypeId> type = known_.resource_type(name);
      if (!type) return unknown_type(indexed("target", i), name);
      added_.targets.push_back(*type);
      ++i;
    }
    return {};
  }

  Status read_components() {
    const View components = resource_.member("component");
    if (components.count() < kComponentsMin || components.count() > kComponentsMax) {
      return refused("component", "a composite has " + std::to_string(kComponentsMin) + " or " + std::to_string(kComponentsMax) + " components", IssueType::kRequired);
    }
    std::size_t i = 0;
    for (const View component : components) {
      const std::string definition = text_of(component, "definition");
      const SearchParameter* part = find_by_url(known_, definition);
      if (part == nullptr) {
        return refused(indexed("component", i) + ".definition", "no parameter with the url " + definition + " is in effect here; store it first", IssueType::kNotFound);
      }
      if (part->type == SearchType::kComposite || part->type == SearchType::kSpecial) {
        return refused(indexed("component", i) + ".definition", "a component cannot be of type " + std::string(word_for(part->type)));
      }
      added_.components.push_back({part->id, text_of(component, "expression")});
      ++i;
    }
    return {};
  }

  const Definitions& known_;
  const View resource_;
  AddedParameter added_;
};

}  // namespace

Result<std::optional<AddedParameter>> read_search_parameter(const Definitions& known, View resource) { return Reader(known, resource).read(); }

Status check_expression(const Definitions& known, const AddedParameter& parameter) {
  std::vector<SearchComponent> components;
  for (const AddedParameter::Component& part : parameter.components) components.push_back({part.parameter, part.expression});
  const SearchParameter viewed{parameter.id,      parameter.code,    parameter.url, parameter.type,       parameter.expression,
                               parameter.bases, parameter.targets, components,    parameter.description};
  const SearchParameter* const one = &viewed;
  for (const TypeId base : parameter.bases) {
    const std::string name(known.name_of(base));
    if (branches_for(known, base, parameter.expression).empty()) {
      return refused("expression", "no part of it begins with " + name + ", which is a base", IssueType::kInvalid);
    }
    const Result<TypePlan> plan = make_type_plan(known, base, std::span(&one, 1));
    if (!plan.ok()) return refused("expression", "it cannot be compiled for " + name + ": " + plan.error().message, IssueType::kInvalid);
    if (plan->is_empty()) {
      return refused("expression", "what it finds in " + name + " has no values for a parameter of type " + std::string(word_for(parameter.type)), IssueType::kInvalid);
    }
  }
  return {};
}

}  // namespace osler::fhir
