#pragma once
// The versions that have one term, within one block of 65,536 positions, as bytes: what stands behind the keys of the
// index on disk. The layout stands in docs/formats/store.md.

#include <span>
#include <string>
#include <string_view>

#include "store/rocks/position_bits.h"

namespace osler::store::rocks {

inline constexpr std::uint64_t kBlockPositions = 65'536;
/// The first position of a position's block.
constexpr std::uint64_t block_of(std::uint64_t position) { return position & ~(kBlockPositions - 1); }

/// Appends a block's bytes. `positions`: at least one, ascending, each once, all of one block.
void append_block(std::string& out, std::span<const std::uint64_t> positions);

/// Appends the positions, ascending. False: these are not the bytes of a block.
[[nodiscard]] bool read_block(std::string_view bytes, std::uint64_t base, Positions& out);
/// Adds the positions.
[[nodiscard]] bool read_block(std::string_view bytes, std::uint64_t base, PositionBits& out);
/// Appends those of `candidates` that stand in the block. These are ascending, and all of it.
[[nodiscard]] bool read_block_among(std::string_view bytes, std::uint64_t base,
                                    std::span<const std::uint64_t> candidates, Positions& out);
/// How many positions there are; 0: these are not the bytes of a block.
std::uint64_t block_size(std::string_view bytes);
/// Appends the block of what stands in either.
[[nodiscard]] bool unite_blocks(std::string_view a, std::string_view b, std::string& out);

}  // namespace osler::store::rocks
