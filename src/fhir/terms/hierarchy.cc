#include "fhir/terms/hierarchy.h"

#include <algorithm>

namespace osler::fhir::terms {
namespace {

enum class Mark : std::uint8_t { kNew, kOpen, kDone };

/// Adjacency as one array with starts: `key` of an edge is its row, `value` its entry. Keeps the order of edges.
template <class Key, class Value>
void group(const std::vector<Hierarchy::Edge>& edges, std::uint32_t count, Key key, Value value,
           std::vector<std::uint32_t>& starts, std::vector<std::uint32_t>& entries) {
  starts.assign(count + 1, 0);
  for (const Hierarchy::Edge& edge : edges) ++starts[key(edge) + 1];
  for (std::uint32_t i = 0; i < count; ++i) starts[i + 1] += starts[i];
  entries.resize(edges.size());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (const Hierarchy::Edge& edge : edges) entries[next[key(edge)]++] = value(edge);
}

// Sorted and joined where they touch.
void tidy(std::vector<Hierarchy::Range>& ranges) {
  std::ranges::sort(ranges, {}, &Hierarchy::Range::first);
  std::size_t kept = 0;
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first <= ranges[kept].last + 1) ranges[kept].last = std::max(ranges[kept].last, ranges[i].last);
    else ranges[++kept] = ranges[i];
  }
  ranges.resize(std::min(ranges.size(), kept + 1));
}

}  // namespace

Hierarchy::Hierarchy(std::uint32_t count, std::vector<Edge> edges) {
  const auto child = [](const Edge& edge) { return edge.child; };
  const auto parent = [](const Edge& edge) { return edge.parent; };
  std::erase_if(edges, [](const Edge& edge) { return edge.child == edge.parent; });
  group(edges, count, parent, child, child_starts_, child_of_);
  group(edges, count, child, parent, parent_starts_, parent_of_);
  number(count);
}

// A depth-first walk with a stack of its own. When a concept is done, all below it are: its ranges are then its part of
// the tree and the ranges of the children that stand elsewhere in the tree.
void Hierarchy::number(std::uint32_t count) {
  struct Step { std::uint32_t concept_, next_child; };
  position_.assign(count, 0);
  own_.assign(count, {});
  ranges_.assign(is_flat() ? 0 : count, {});
  at_.reserve(count);
  std::vector<Mark> marks(count, Mark::kNew);
  std::vector<Step> stack;
  const auto enter = [&](std::uint32_t concept_) {
    marks[concept_] = Mark::kOpen;
    position_[concept_] = static_cast<std::uint32_t>(at_.size());
    at_.push_back(concept_);
    stack.push_back({concept_, child_starts_[concept_]});
  };
  const auto adopt = [&](std::uint32_t concept_, std::uint32_t child) {
    if (ranges_[child].empty()) ranges_[concept_].push_back(own_[child]);
    ranges_[concept_].insert(ranges_[concept_].end(), ranges_[child].begin(), ranges_[child].end());
  };
  const auto leave = [&](std::uint32_t concept_) {
    marks[concept_] = Mark::kDone;
    own_[concept_] = {position_[concept_], static_cast<std::uint32_t>(at_.size()) - 1};
    if (ranges_.empty() || ranges_[concept_].empty()) return;
    ranges_[concept_].push_back(own_[concept_]);
    tidy(ranges_[concept_]);
  };
  const auto walk = [&](std::uint32_t root) {
    enter(root);
    while (!stack.empty()) {
      Step& step = stack.back();
      const std::uint32_t concept_ = step.concept_;
      if (step.next_child == child_starts_[concept_ + 1]) {
        stack.pop_back();
        leave(concept_);
        // A tree child with ranges elsewhere hands them up; its own place is inside the parent's.
        if (!stack.empty() && !ranges_.empty() && !ranges_[concept_].empty()) adopt(stack.back().concept_, concept_);
        continue;
      }
      const std::uint32_t child = child_of_[step.next_child++];
      if (marks[child] == Mark::kNew) enter(child);
      else if (marks[child] == Mark::kDone) adopt(concept_, child);
    }
  };
  for (std::uint32_t i = 0; i < count; ++i) {
    if (marks[i] == Mark::kNew && parents(i).empty()) walk(i);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (marks[i] == Mark::kNew) walk(i);  // Only in circles.
  }
}

std::span<const Hierarchy::Range> Hierarchy::ranges(std::uint32_t concept_) const {
  if (ranges_.empty() || ranges_[concept_].empty()) return {&own_[concept_], 1};
  return ranges_[concept_];
}

bool Hierarchy::is_a(std::uint32_t below, std::uint32_t above) const {
  const std::span<const Range> all = ranges(above);
  const std::uint32_t position = position_[below];
  const auto behind = std::ranges::upper_bound(all, position, {}, &Range::first);
  return behind != all.begin() && position <= std::prev(behind)->last;
}

Subsumption Hierarchy::subsumption(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return Subsumption::kEquivalent;
  if (is_a(b, a)) return Subsumption::kSubsumes;
  return is_a(a, b) ? Subsumption::kSubsumedBy : Subsumption::kNotSubsumed;
}

std::vector<std::uint32_t> Hierarchy::self_and_descendants(std::uint32_t concept_) const {
  std::vector<std::uint32_t> found;
  for (const Range& range : ranges(concept_)) {
    found.insert(found.end(), at_.begin() + range.first, at_.begin() + range.last + 1);
  }
  return found;
}

std::span<const std::uint32_t> Hierarchy::children(std::uint32_t concept_) const {
  return std::span(child_of_).subspan(child_starts_[concept_], child_starts_[concept_ + 1] - child_starts_[concept_]);
}

std::span<const std::uint32_t> Hierarchy::parents(std::uint32_t concept_) const {
  return std::span(parent_of_).subspan(parent_starts_[concept_], parent_starts_[concept_ + 1] - parent_starts_[concept_]);
}

}  // namespace osler::fhir::terms
