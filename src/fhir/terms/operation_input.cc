#include "fhir/terms/operation_input.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest.h"
#include "fhir/terms/code_system.h"

namespace osler::fhir::terms {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 19> kExpandNames{
    "url", "valueSet", "valueSetVersion", "filter", "offset", "count", "includeDesignations", "designation", "includeDefinition",
    "activeOnly", "excludeNested", "excludeNotForUI", "excludePostCoordinated", "displayLanguage", "exclude-system", "system-version",
    "check-system-version", "force-system-version", "useSupplement"};
constexpr std::array<std::string_view, 16> kValueSetValidateNames{
    "url", "valueSet", "valueSetVersion", "code", "system", "systemVersion", "display", "coding", "codeableConcept", "abstract",
    "displayLanguage", "inferSystem", "activeOnly", "lenient-display-validation", "valueset-membership-only",
    "useSupplement"};
constexpr std::array<std::string_view, 11> kCodeSystemValidateNames{
    "url", "codeSystem", "code", "version", "display", "coding", "codeableConcept", "abstract", "displayLanguage",
    "lenient-display-validation", "useSupplement"};
constexpr std::array<std::string_view, 7> kLookupNames{"code", "system", "version", "coding", "displayLanguage", "property", "useSupplement"};
constexpr std::array<std::string_view, 6> kSubsumesNames{"codeA", "codeB", "system", "version", "codingA", "codingB"};
constexpr std::array<std::string_view, 12> kTranslateNames{"url",    "conceptMap", "conceptMapVersion", "code",   "system",       "version",
                                                           "source", "coding",     "codeableConcept",   "target", "targetsystem", "reverse"};
constexpr std::array<std::string_view, 3> kClosureNames{"name", "concept", "version"};

Names names_of(Operation operation) {
  switch (operation) {
    case Operation::kExpand: return kExpandNames;
    case Operation::kValueSetValidateCode: return kValueSetValidateNames;
    case Operation::kCodeSystemValidateCode: return kCodeSystemValidateNames;
    case Operation::kLookup: return kLookupNames;
    case Operation::kSubsumes: return kSubsumesNames;
    case Operation::kTranslate: return kTranslateNames;
    case Operation::kClosure: return kClosureNames;
  }
  return {};
}

Error refused(std::string_view name, std::string_view expected) {
  return invalid_input(std::string(name) + ": expected " + std::string(expected));
}

}  // namespace

std::string_view code_of(Operation operation) {
  constexpr std::array<std::string_view, 7> kCodes{"expand", "validate-code", "validate-code", "lookup", "subsumes", "translate", "closure"};
  return kCodes[static_cast<std::size_t>(operation)];
}

Result<OperationInput> OperationInput::from_parameters(json::View resource) {
  if (!resource.member("resourceType").equals("Parameters")) return refused("the body", "a Parameters resource");
  OperationInput input;
  std::size_t index = 0;
  for (const json::View parameter : resource.member("parameter")) {
    const std::string where = "Parameters.parameter[" + std::to_string(index++) + "]";
    const json::View name = parameter.member("name");
    if (!name.is_string()) return refused(where + ".name", "a name");
    const json::View inside = parameter.member("resource");
    const json::View value = inside.exists() ? inside : choice_value(parameter);
    if (!value.exists()) return refused(where, "a value or a resource");
    input.given_.push_back({name.text(), value, {}});
  }
  return input;
}

Status OperationInput::check_names(Operation operation) const {
  const Names names = names_of(operation);
  for (const Given& given : given_) {
    if (std::ranges::find(names, given.name) != names.end()) continue;
    std::string message = given.name + ": $" + std::string(code_of(operation)) + " takes no such parameter here";
    if (const auto near = nearest(given.name, names)) message += "; did you mean " + std::string(*near) + "?";
    return Error{ErrorKind::kInvalidInput, message, {}, {{Severity::kError, IssueType::kNotSupported, message}}};
  }
  return {};
}

const OperationInput::Given* OperationInput::find(std::string_view name) const {
  const auto found = std::ranges::find(given_, name, &Given::name);
  return found == given_.end() ? nullptr : &*found;
}

bool OperationInput::has(std::string_view name) const { return find(name) != nullptr; }

std::string OperationInput::text(std::string_view name) const {
  const Given* given = find(name);
  if (given == nullptr) return {};
  return given->value.exists() ? given->value.text() : given->text;
}

std::vector<std::string> OperationInput::texts(std::string_view name) const {
  std::vector<std::string> all;
  for (const Given& given : given_) {
    if (given.name == name) all.push_back(given.value.exists() ? given.value.text() : given.text);
  }
  return all;
}

Result<bool> OperationInput::boolean(std::string_view name, bool otherwise) const {
  if (!has(name)) return otherwise;
  const std::string given = text(name);
  if (given == "true") return true;
  if (given == "false") return false;
  return refused(name, "true or false");
}

Result<std::optional<std::uint64_t>> OperationInput::number(std::string_view name, std::uint64_t max) const {
  if (!has(name)) return std::optional<std::uint64_t>{};
  const std::string given = text(name);
  std::uint64_t value = 0;
  const auto [rest, failure] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (failure != std::errc{} || rest != given.data() + given.size() || value > max) {
    return refused(name, "a whole number from 0 to " + std::to_string(max));
  }
  return std::optional(value);
}

Result<json::View> OperationInput::object(std::string_view name) const {
  const Given* given = find(name);
  if (given == nullptr) return json::View{};
  if (!given->value.is_object()) return refused(name, "an object, in a Parameters resource sent by POST");
  return given->value;
}

Result<std::optional<Coding>> OperationInput::coding(std::string_view name) const {
  OSLER_TRY(const json::View given, object(name));
  if (!given.exists()) return std::optional<Coding>{};
  return std::optional(read_coding(given));
}

Result<std::vector<Coding>> OperationInput::codings(std::string_view name) const {
  std::vector<Coding> all;
  for (const Given& given : given_) {
    if (given.name != name) continue;
    if (!given.value.is_object()) return refused(name, "a Coding");
    all.push_back(read_coding(given.value));
  }
  return all;
}

Coding read_coding(json::View coding) {
  const auto part = [&](std::string_view name) { return coding.member(name).exists() ? coding.member(name).text() : std::string(); };
  return {part("system"), part("version"), part("code"), part("display")};
}

}  // namespace osler::fhir::terms
