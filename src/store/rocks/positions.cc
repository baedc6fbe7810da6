#include "store/rocks/positions.h"

#include <algorithm>
#include <iterator>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kMuchLonger = 16;

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

bool contains(const Positions& positions, std::uint64_t position) {
  return std::binary_search(positions.begin(), positions.end(), position);
}

}  // namespace osler::store::rocks
