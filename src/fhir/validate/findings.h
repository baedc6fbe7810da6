#pragma once
// What a validation found, up to a limit, and where: an element's path is kept as a chain on the call stack and becomes
// text only when there is something to say.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "fhir/model/definitions.h"
#include "json/tree.h"

namespace osler::fhir {

inline constexpr std::size_t kFindingsMax = 100;

struct ElementPath;

/// Collects issues and goes on. One thread.
struct Findings {
  std::vector<Issue> issues = {};
  std::vector<std::uint32_t> offsets = {};  ///< Of each issue: where in the text its element begins; 0 if unknown.
  bool truncated = false;  ///< There was more to say than `max`.
  std::size_t max = kFindingsMax;

  /// Whether one more is taken; if not, notes that there was more. Ask before making a text. An error is taken in place
  /// of a lesser finding.
  bool accepts(Severity severity = Severity::kError);
  /// Appends if it is taken. What was said before of the same place is not said again; the graver severity stays.
  void add(Issue issue, std::uint32_t offset = 0);
  /// Appends a finding about an element: where it stands is added.
  void report(Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics, std::string_view rule = {});
  /// Whether any finding is an error or fatal.
  bool has_errors() const;
};

/// One step of a path. Lives on the stack of the walk that made it.
struct ElementPath {
  static constexpr std::int64_t kNoIndex = -1;
  const ElementPath* parent = nullptr;
  const Element* element = nullptr;  ///< Null at the root and for properties without a definition.
  std::string_view name = {};        ///< Where `element` is null.
  std::int64_t index = kNoIndex;
  json::View value = {};             ///< What stands there; none if nothing does.

  /// FHIRPath with indexes: "Encounter.participant[0].individual". A choice is named by its base: "Observation.value".
  std::string text() const;
  /// Where the element, or else the nearest one around it, begins in the text.
  std::uint32_t offset() const;
};

}  // namespace osler::fhir
