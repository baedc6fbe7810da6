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
  /// The same system with the designations and properties that supplements add to its concepts. Costs no second reading.
  /// Spec: FHIR R4, codesystem.html#supplements.
  std::shared_ptr<const CodeSystem> with(std::vector<std::shared_ptr<const CodeSystem>> supplements) const;

  std::string_view url() const { return table_->url; }
  std::string_view version() const { return table_->version; }
  std::string_view name() const { return table_->name; }
  std::string_view language() const { return table_->language; }
  SystemContent content() const { return table_->content; }
  bool is_case_sensitive() const { return table_->case_sensitive; }
  /// "url|version", or the url alone.
  std::string canonical() const;
  /// Of a supplement: the canonical of the system it adds to.
  std::string_view supplemented() const { return table_->supplements; }

  Index size() const { return static_cast<Index>(table_->rows.size()); }
  const Row& at(Index index) const { return table_->rows[index]; }
  /// By the system's own case rule.
  std::optional<Index> find(std::string_view code) const;
  const Hierarchy& hierarchy() const { return table_->hierarchy; }
  /// The concept as it is written in the system itself.
  json::View view(Index index) const { return {&table_->tree, at(index).node}; }
  /// The same concept in a supplement.
  struct Addition {
    const CodeSystem* supplement;
    json::View view;
  };
  std::vector<Addition> additions(Index index) const;
  const std::vector<std::shared_ptr<const CodeSystem>>& supplements() const { return supplements_; }
  /// Its properties, those that every concept has ("parent", "child", "inactive", …) not included; those of supplements are.
  std::vector<Property> properties(Index index) const;
  json::View root() const { return table_->tree.root(); }

  CodeSystem(const CodeSystem&) = delete;
  CodeSystem& operator=(const CodeSystem&) = delete;

 private:
  /// What was read. A system and its supplemented forms share it.
  struct Table {
    explicit Table(json::Tree read_tree) : tree(std::move(read_tree)) {}
    Status read();
    void read_properties_defined();
    void read_concepts(json::View list, std::optional<Index> parent, std::vector<Hierarchy::Edge>& edges);
    Status sort_by_code();
    void add_property_edges(std::vector<Hierarchy::Edge>& edges) const;
    std::optional<Index> find(std::string_view code) const;

    json::Tree tree;
    KeptTexts texts;
    std::string_view url, version, name, language, supplements;
    SystemContent content = SystemContent::kComplete;
    bool case_sensitive = true;
    std::string_view not_selectable, inactive, status, parent, child;  ///< What the system calls these properties.
    std::vector<Row> rows;
    std::vector<Index> by_code;
    Hierarchy hierarchy;
  };
  CodeSystem(std::shared_ptr<const Table> table, std::vector<std::shared_ptr<const CodeSystem>> supplements)
      : table_(std::move(table)), supplements_(std::move(supplements)) {}

  std::shared_ptr<const Table> table_;
  std::vector<std::shared_ptr<const CodeSystem>> supplements_;
};

/// The value of value[x] in an object ("valueCode", "valueBoolean", …); none if there is none.
json::View choice_value(json::View object);

}  // namespace osler::fhir::terms
