#include "engine/reference_check.h"

#include <algorithm>
#include <optional>
#include <set>

#include "fhir/search/references.h"
#include "json/parser.h"

namespace osler::engine {
namespace {

bool is_allowed_target(const fhir::Element* element, TypeId type) {
  if (element == nullptr || element->targets.empty()) return true;
  return std::find(element->targets.begin(), element->targets.end(), type) != element->targets.end();
}

std::string target_list(const fhir::Definitions& definitions, const fhir::Element& element) {
  std::string list;
  for (const TypeId type : element.targets) {
    if (!list.empty()) list += ", ";
    list += definitions.name_of(type);
  }
  return list;
}

bool is_asked_for(Integrity integrity, std::string_view target_type) {
  return integrity == Integrity::kAll || (integrity == Integrity::kPatient && target_type == "Patient");
}

// What the version before refers to.
std::set<store::RecordKey> targets_of(const Parts& parts, const ReferenceGround& ground) {
  std::set<store::RecordKey> targets;
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(ground.before), parts.definitions.names());
  if (!tree.ok()) return targets;
  fhir::visit_references(parts.definitions, tree->root(), [&](json::View reference, const fhir::Element*, const auto&) {
    std::string scratch;
    const fhir::ReferenceText text = fhir::read_reference(parts.definitions, reference.text(scratch), ground.base_url);
    if (text.form == fhir::ReferenceText::Form::kRelative) targets.insert({text.type, std::string(text.id)});
  });
  return targets;
}

/// One resource's check under way.
class ReferenceCheck {
 public:
  ReferenceCheck(const Parts& parts, const store::RecordKey& self, const ReferenceGround& ground)
      : parts_(parts), self_(self), ground_(ground) {}

  Status visit(json::View reference, const fhir::Element* element, const std::function<std::string()>& expression) {
    std::string scratch;
    const fhir::ReferenceText text = fhir::read_reference(parts_.definitions, reference.text(scratch), ground_.base_url);
    using Form = fhir::ReferenceText::Form;
    if (text.form == Form::kInvalid) {
      add(IssueType::kValue, "expected a reference of the form Type/id, an absolute URL, urn:… or #contained", expression(),
          "reference.form");
    }
    if (text.form == Form::kConditional) {
      add(IssueType::kNotSupported, "a conditional reference is resolved in a transaction only; name the resource by Type/id", expression(),
          "reference.conditional");
    }
    if (text.form != Form::kRelative) return {};
    if (!is_allowed_target(element, text.type)) {
      add(IssueType::kValue,
          "may refer to " + target_list(parts_.definitions, *element) + ", not to " + std::string(text.type_name), expression(),
          "reference.target");
      return {};
    }
    if (!is_asked_for(parts_.settings.integrity, text.type_name)) return {};
    const store::RecordKey key{text.type, std::string(text.id)};
    if (key == self_ || !seen_.insert(key).second) return {};
    const std::optional<bool> planned = ground_.will_exist ? ground_.will_exist(key) : std::nullopt;
    if (planned.value_or(false)) return {};
    OSLER_TRY(const bool is_live, parts_.store.is_live(ground_.partition, key));
    if (is_live && !planned) {
      findings_.guards.emplace_back(store::MustExist{key});
    } else if (!was_there_before(key)) {
      add(IssueType::kNotFound, "refers to a " + std::string(text.type_name) + " that does not exist", expression(),
          "reference.exists");
    }
    return {};
  }
  ReferenceFindings take() { return std::move(findings_); }

 private:
  void add(IssueType type, std::string what, std::string expression, std::string_view rule) {
    findings_.issues.push_back({Severity::kError, type, std::move(what), std::move(expression), std::string(rule)});
  }
  bool was_there_before(const store::RecordKey& key) {
    if (ground_.before.empty()) return false;
    if (!before_) before_ = targets_of(parts_, ground_);
    return before_->contains(key);
  }

  const Parts& parts_;
  const store::RecordKey& self_;
  const ReferenceGround& ground_;
  std::set<store::RecordKey> seen_;
  std::optional<std::set<store::RecordKey>> before_;  ///< Read when the first target is missing.
  ReferenceFindings findings_;
};

}  // namespace

Result<ReferenceFindings> check_references(const Parts& parts, const store::RecordKey& self, json::View resource,
                                           const ReferenceGround& ground) {
  ReferenceCheck check(parts, self, ground);
  Status failure;
  fhir::visit_references(parts.definitions, resource, [&](json::View reference, const fhir::Element* element,
                                                          const std::function<std::string()>& expression) {
    if (failure.ok()) failure = check.visit(reference, element, expression);
  });
  if (!failure.ok()) return std::move(failure).error();
  return check.take();
}

}  // namespace osler::engine
