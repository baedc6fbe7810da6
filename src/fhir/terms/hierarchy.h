#pragma once
// Who is below whom in a code system, answered from intervals: concepts are numbered in the order of a walk over a
// spanning tree, so that all below a concept are one range of numbers, and a few more ranges where a concept has several
// parents. Nothing is walked when a question is asked.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "fhir/model/terminology.h"

namespace osler::fhir::terms {

class Hierarchy {
 public:
  struct Edge {
    std::uint32_t child;
    std::uint32_t parent;
  };
  /// Both ends included.
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    bool operator==(const Range&) const = default;
  };

  Hierarchy() = default;
  /// Concepts are 0 to count - 1. Edges that would close a circle are left out.
  Hierarchy(std::uint32_t count, std::vector<Edge> edges);

  /// Whether `below` is `above` or anywhere below it. Logarithmic in the ranges of `above`.
  bool is_a(std::uint32_t below, std::uint32_t above) const;
  /// How `a` stands to `b`.
  Subsumption subsumption(std::uint32_t a, std::uint32_t b) const;
  /// Itself and everything below, each once, in the order of the walk.
  std::vector<std::uint32_t> self_and_descendants(std::uint32_t concept_) const;
  std::span<const std::uint32_t> children(std::uint32_t concept_) const;
  std::span<const std::uint32_t> parents(std::uint32_t concept_) const;
  bool is_flat() const { return parent_of_.empty(); }

 private:
  void number(std::uint32_t count);
  std::span<const Range> ranges(std::uint32_t concept_) const;

  std::vector<std::uint32_t> position_;  ///< Of a concept in the walk.
  std::vector<std::uint32_t> at_;        ///< The concept at a position.
  std::vector<std::vector<Range>> ranges_;  ///< By concept, disjoint and sorted; empty: its own position only.
  std::vector<Range> own_;               ///< By concept.
  std::vector<std::uint32_t> child_starts_, child_of_;
  std::vector<std::uint32_t> parent_starts_, parent_of_;
};

}  // namespace osler::fhir::terms
