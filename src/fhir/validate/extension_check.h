#pragma once
// One extension against the definition that its URL names, where that is known: whether it may stand where it does, as
// what, how often, and what it holds. Internal to this folder. Spec: FHIR R4, extensibility.html, defining-extensions.html.

#include <map>
#include <utility>

#include "fhir/validate/profile_walk.h"
#include "fhir/validate/structure_check.h"

namespace osler::fhir {

/// Holds working memory: one for each resource that is checked, made when it holds an extension.
class ExtensionCheck {
 public:
  /// `options.extensions.definitions` is not null. All must outlive it.
  ExtensionCheck(const StructureCheckOptions& options, Findings& findings);

  /// `path` is the extension's own; `resource` and `root` are what it stands in. One that is not known is information, or a
  /// warning if it is a modifier: it may change the meaning of the rest. A relative URL is told by the extension around it.
  void check(json::View extension, const ElementPath& path, json::View resource, json::View root);

 private:
  void judge(const Profile& profile, json::View extension, const ElementPath& path, json::View resource, json::View root);
  bool may_stand(const Profile& profile, const ElementPath& owner, json::View root);
  void count(const Profile& profile, const ElementPath& path);
  void rules(const Profile& profile, json::View extension, const ElementPath& path, json::View resource, json::View root);
  void pass_on(Severity worst, Severity worst_of_codes);
  void report(Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics, std::string_view rule);

  const StructureCheckOptions& options_;
  const Definitions& definitions_;
  Findings& findings_;
  Findings own_;  ///< About the extension at hand.
  std::map<std::pair<std::uint32_t, const Profile*>, std::uint32_t> counts_;  ///< On one object, where the number is limited.
  path::Environment environment_;
  InvariantEvaluator evaluator_;
  path::Workspace workspace_;
  ProfileWalk walk_;
};

}  // namespace osler::fhir
