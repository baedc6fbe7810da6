#pragma once
// The walk through one resource along one compiled profile. Internal to this folder.

#include <vector>

#include "fhir/terms/terminology.h"
#include "fhir/validate/findings.h"
#include "fhir/validate/invariant_rule.h"
#include "fhir/validate/profile_set.h"

namespace osler::fhir {

/// Profiles inside one another while one resource is checked, at most.
inline constexpr int kProfileDepthMax = 32;

/// One value of an element.
struct ProfileValue {
  json::View view;                    ///< None for a primitive that has only extensions.
  json::View sibling;                 ///< "_name" of a primitive; none for other elements.
  const Element* element = nullptr;   ///< Null for the resource itself.
  StructureId structure = StructureId::kNone;
  std::int64_t index = ElementPath::kNoIndex;

  bool exists() const { return view.exists() && !view.is_null(); }
};

class ProfileWalk {
 public:
  ProfileWalk(const ProfileSet& profiles, const path::Environment& environment, Findings& findings)
      : profiles_(profiles),
        definitions_(profiles.definitions()),
        terminology_(profiles.library()),
        environment_(environment),
        findings_(findings),
        evaluator_(profiles.definitions(), &environment_, findings) {}

  void resource(json::View value, const Profile& profile, const ElementPath& path, json::View root);
  /// One value inside `resource`, such as an extension.
  void part(const ProfileValue& value, const Profile& profile, const ElementPath& path, json::View resource, json::View root);

  /// Whether a value of a sliced element inside `resource` is in one of its slices.
  bool is_in(const Profile& profile, const ProfileNode& sliced, const ProfileNode& slice, const ProfileValue& value, json::View resource);

 private:
  /// A profile of which some node is being checked.
  struct Place {
    const Profile& profile;
    const ProfileNode& node;
  };

  // --- profile_walk.cc
  void value(const Place& place, const ProfileValue& value, const ElementPath& path);
  void enter(json::View resource, json::View root);
  void children(const Place& place, const ProfileValue& value, const ElementPath& path);
  void element(const Place& place, const ProfileValue& owner, const ElementPath& path);
  void count(const Place& place, std::size_t found, const ElementPath& path, std::string_view what);
  void fixed(const Place& place, const ProfileValue& value, const ElementPath& path);
  void types(const Place& place, const ProfileValue& value, const ElementPath& path);
  void targets(const Place& place, const ProfileValue& value, const ElementPath& path);
  void rules(const Place& place, const ProfileValue& value, const ElementPath& path);
  /// Of a resource its own type, else what the element declares.
  std::string_view type_of(const ProfileValue& value) const;
  void report(const Place& place, Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics);
  std::vector<ProfileValue> values_of(const ProfileNode& node, const ProfileValue& owner) const;
  void add_siblings(const ProfileNode& node, json::View object, StructureId structure, std::vector<ProfileValue>& values) const;
  StructureId structure_of(const Element& element, json::View value) const;
  /// Whether the value conforms to any of the profiles; true if one is not known.
  bool conforms_to_any(const std::vector<std::string>& urls, const ProfileValue& value);

  // --- profile_limits.cc
  void limits(const Place& place, const ProfileValue& value, const ElementPath& path);
  bool is_within(const ProfileValue& value, json::View limit, std::string_view op) const;

  // --- profile_slices.cc
  void slices(const Place& place, const std::vector<ProfileValue>& values, const ElementPath& parent, const ElementPath& whole);
  bool is_in_slice(const Place& place, const ProfileNode& slice, const ProfileValue& value);
  bool discriminates(const Profile& profile, const ProfileNode& slice, const Discriminator& discriminator, const ProfileValue& value);
  bool along(const Profile& profile, const ProfileNode* node, const Discriminator& discriminator, std::size_t step,
             const ProfileValue& value, bool& told);
  bool at_end(const Profile& profile, const ProfileNode* node, DiscriminatorKind kind, const ProfileValue& value, bool& told);
  bool holds_value(const Profile& profile, const ProfileNode& node, const ProfileValue& value, bool& told);
  std::vector<ProfileValue> step_into(const std::string& step, const ProfileValue& value) const;
  std::vector<ProfileValue> referent(const ProfileValue& value) const;
  bool is_of_type(const ProfileNode& node, const ProfileValue& value) const;

  // --- profile_binding.cc
  void bindings(const Place& place, const ProfileValue& value, const ElementPath& path);
  void binding(const Place& place, const ProfileBinding& binding, const ProfileValue& value, const ElementPath& path);
  std::optional<bool> is_bound(const ProfileBinding& binding, const ProfileValue& value, bool& coded) const;

  const ProfileSet& profiles_;
  const Definitions& definitions_;
  terms::Terminology terminology_;
  path::Environment environment_;
  Findings& findings_;
  InvariantEvaluator evaluator_;
  json::View root_;
  int depth_ = 0;
};

}  // namespace osler::fhir
