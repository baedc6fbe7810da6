#pragma once
// Arithmetic on ascending lists of positions.

#include <cstdint>
#include <vector>

namespace osler::store::rocks {

using Positions = std::vector<std::uint64_t>;

/// What stands in both. Leaps through the longer list when it is much longer.
Positions intersection(const Positions& a, const Positions& b);
/// What stands in `a` but not in `b`.
Positions difference(const Positions& a, const Positions& b);
/// What stands in either.
Positions united(const Positions& a, const Positions& b);
/// In order, each once.
void make_ascending(Positions& positions);
bool contains(const Positions& positions, std::uint64_t position);

}  // namespace osler::store::rocks
