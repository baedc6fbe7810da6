#pragma once
// One concept map: what a code of one system means in another. Spec: FHIR R4, conceptmap.html.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "fhir/terms/kept_texts.h"
#include "json/tree.h"

namespace osler::fhir::terms {

/// What a code was translated to.
struct Translation {
  std::string_view equivalence;  ///< As the map says, from source to target; asked in reverse: turned round.
  std::string_view system;       ///< Of `code`.
  std::string_view version;
  std::string_view code;         ///< Empty: the map says that there is no such code.
  std::string_view display;
};

enum class Direction : std::uint8_t { kForward, kReverse };

/// Immutable; any number of threads.
class ConceptMap {
 public:
  /// Errors: kInvalidInput for another resource.
  static Result<std::shared_ptr<const ConceptMap>> create(json::Tree tree);

  std::string_view url() const { return url_; }
  std::string_view version() const { return version_; }
  std::string_view source() const { return source_; }  ///< Value set; empty: not said.
  std::string_view target() const { return target_; }
  std::string canonical() const;
  /// All of them, in the order of the map; `unmapped` rules (provided, fixed) apply where nothing is named. Reverse finds
  /// the sources of a target. `version` of the system and `to_system` empty: any.
  std::vector<Translation> translate(std::string_view system, std::string_view version, std::string_view code,
                                     std::string_view to_system, Direction direction) const;
  /// Whether any group leads from `system` (reverse: to it).
  bool concerns(std::string_view system, Direction direction) const;

  ConceptMap(const ConceptMap&) = delete;
  ConceptMap& operator=(const ConceptMap&) = delete;

 private:
  struct Row {
    std::string_view source_code, source_display, target_code, target_display, equivalence;
  };
  struct Group {
    std::string_view source, source_version, target, target_version;
    std::vector<Row> rows;
    std::unordered_multimap<std::string_view, std::uint32_t> by_source, by_target;
    std::string_view unmapped_mode, unmapped_code, unmapped_display;
  };
  explicit ConceptMap(json::Tree tree) : tree_(std::move(tree)) {}
  Status read();
  void read_element(json::View element, Group& group);
  static void forward(const Group& group, std::string_view code, std::vector<Translation>& found);
  static void reverse(const Group& group, std::string_view code, std::vector<Translation>& found);

  json::Tree tree_;
  KeptTexts texts_;
  std::string_view url_, version_, source_, target_;
  std::vector<Group> groups_;
};

}  // namespace osler::fhir::terms
