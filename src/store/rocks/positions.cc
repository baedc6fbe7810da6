#include "store/rocks/positions.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kMuchLonger = 16;
constexpr std::size_t kFewToSort = 256;
constexpr std::uint64_t kSparse = 64;  ///< One position in so many: then sorting is cheaper than marking.

/// One bit for every position that there could be.
void order_by_marking(Positions& positions, std::uint64_t least, std::uint64_t greatest) {
  std::vector<std::uint64_t> words((greatest - least) / 64 + 1);
  for (const std::uint64_t position : positions) {
    words[(position - least) / 64] |= std::uint64_t{1} << ((position - least) % 64);
  }
  positions.clear();
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
      positions.push_back(least + i * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
    }
  }
}

/// The first place from `from` on that is not below `position`: doubling steps, then halving ones.
Positions::const_iterator leap(Positions::const_iterator from, Positions::const_iterator end, std::uint64_t position) {
  std::ptrdiff_t step = 1;
  while (end - from > step && *(from + step) < position) {
    from += step;
    step *= 2;
  }
  return std::lower_bound(from, end - from > step ? from + step + 1 : end, position);
}

}  // namespace

Positions intersection(const Positions& a, const Positions& b) {
  if (a.size() > b.size()) return intersection(b, a);
  Positions both;
  if (b.size() / kMuchLonger <= a.size()) {
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
  }
  auto at = b.begin();
  for (const std::uint64_t position : a) {
    at = leap(at, b.end(), position);
    if (at == b.end()) break;
    if (*at == position) both.push_back(position);
  }
  return both;
}

Positions difference(const Positions& a, const Positions& b) {
  Positions rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}

Positions united(const Positions& a, const Positions& b) {
  Positions either;
  either.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(either));
  return either;
}

void make_ascending(Positions& positions) {
  const auto is_not_before = [](std::uint64_t a, std::uint64_t b) { return a >= b; };
  if (std::adjacent_find(positions.begin(), positions.end(), is_not_before) == positions.end()) return;
  const auto [least, greatest] = std::minmax_element(positions.begin(), positions.end());
  if (positions.size() > kFewToSort && (*greatest - *least) / kSparse < positions.size()) {
    return order_by_marking(positions, *least, *greatest);
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

bool contains(const Positions& positions, std::uint64_t position) {
  return std::binary_search(positions.begin(), positions.end(), position);
}

}  // namespace osler::store::rocks
