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

namespace osler::fhir {

inline constexpr std::size_t kFindingsMax = 100;

/// Collects issues and goes on. One thread.
struct Findings {
  std::vector<Issue> issues = {};
  bool truncated = false;  ///< There was more to say than `max`.
  std::size_t max = kFindingsMax;

  /// Whether one more is taken; if not, notes that there was more. Ask before making a text.
  bool accepts();
  /// Appends unless there are `max` already.
  void add(Issue issue);
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

  /// FHIRPath with indexes: "Encounter.participant[0].individual". A choice is named by its base: "Observation.value".
  std::string text() const;
};

}  // namespace osler::fhir
