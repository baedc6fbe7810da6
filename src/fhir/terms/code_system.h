#pragma once
// One code system, ready to be asked: concepts by code, their hierarchy as intervals, their properties and designations
// as they are written. Spec: FHIR R4, codesystem.html.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/terms/hierarchy.h"
#include "fhir/terms/kept_texts.h"
#include "json/tree.h"

namespace osler::fhir::terms {

/// How much of the system is here. Spec: FHIR R4, valueset-codesystem-content-mode.html.
enum class SystemContent : std::uint8_t { kNotPresent, kExample, kFragment, kComplete, kSupplement };

/// Immutable; any number of threads.
class CodeSystem {
 public:
  using Index = std::uint32_t;
  struct Row {
    std::string_view code;
    std::string_view display;  ///< Empty: none.
    std::uint32_t node;        ///< The concept's object in the tree.
    bool is_inactive;
    bool is_abstract;          ///< Not to be chosen: property notSelectable.
  };
  /// One property of a concept, its value as text: of a Coding the code, of everything else as it is written.
  struct Property {
    std::string code;
    json::View value;
    std::string text;
  };

  /// `tree` holds a CodeSystem. Errors: kInvalidInput for another resource, for one without url, for a code given twice.
  static Result<std::shared_ptr<const CodeSystem>> create(json::Tree tree);

  std::string_view url() const { return url_; }
  std::string_view version() const { return version_; }
  std::string_view name() const { return name_; }
  std::string_view language() const { return language_; }
  SystemContent content() const { return content_; }
  bool is_case_sensitive() const { return case_sensitive_; }
  /// "url|version", or the url alone.
  std::string canonical() const;

  Index size() const { return static_cast<Index>(rows_.size()); }
  const Row& at(Index index) const { return rows_[index]; }
  /// By the system's own case rule.
  std::optional<Index> find(std::string_view code) const;
  const Hierarchy& hierarchy() const { return hierarchy_; }
  /// The concept as it is written.
  json::View view(Index index) const { return {&tree_, rows_[index].node}; }
  /// Its properties, those that every concept has ("parent", "child", "inactive", …) not included.
  std::vector<Property> properties(Index index) const;
  json::View root() const { return tree_.root(); }

  CodeSystem(const CodeSystem&) = delete;
  CodeSystem& operator=(const CodeSystem&) = delete;

 private:
  explicit CodeSystem(json::Tree tree) : tree_(std::move(tree)) {}
  Status read();
  void read_properties_defined();
  void read_concepts(json::View list, std::optional<Index> parent, std::vector<Hierarchy::Edge>& edges);
  Status sort_by_code();
  void add_property_edges(std::vector<Hierarchy::Edge>& edges) const;

  json::Tree tree_;
  KeptTexts texts_;
  std::string_view url_, version_, name_, language_;
  SystemContent content_ = SystemContent::kComplete;
  bool case_sensitive_ = true;
  std::string_view not_selectable_, inactive_, status_, parent_, child_;  ///< What the system calls these properties.
  std::vector<Row> rows_;
  std::vector<Index> by_code_;
  Hierarchy hierarchy_;
};

/// The value of value[x] in an object ("valueCode", "valueBoolean", …); none if there is none.
json::View choice_value(json::View object);

}  // namespace osler::fhir::terms
