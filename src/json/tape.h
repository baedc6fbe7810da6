#pragma once
// The second stage of parsing: positions of tokens in, nodes out. Checks everything the SIMD scan does not. Knows
// nothing of simdjson. Not for use outside json/.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/name_table.h"
#include "json/tree.h"

namespace osler::json {

/// What was expected, and where the text departs from it.
struct Fault {
  std::size_t offset = 0;
  std::string_view expected;  ///< A literal: "',' or '}'".
};

/// A container that is open. `seen` holds one bit for each member name's hash so far; only an object in which a bit
/// met twice is searched for equal names.
struct OpenContainer {
  std::uint32_t node = 0;
  bool is_object = false;
  bool may_repeat_name = false;
  std::array<std::uint64_t, 4> seen{};
};

/// Memory that is kept from one text to the next.
struct TapeMemory {
  std::vector<Node> nodes;  ///< Of the text last built, at the begin.
  std::uint32_t node_count = 0;
  std::vector<OpenContainer> open;
  std::vector<std::uint64_t> hashes;
  std::string decoded;
};

/// What stage 1 found: the offsets of each of {}[],: outside strings, of each string's opening quote, and of each first
/// byte of any other run of bytes that is not white space; ascending, and behind them one more, the text's size. Every
/// string is closed and holds no raw control character, and the text is UTF-8 with 16 zero bytes behind it.
struct ScannedText {
  std::string_view text;
  const std::uint32_t* tokens;
  std::size_t token_count;
};

/// Builds the tape of one JSON value into `memory`; or says why the text is none. Stack use does not grow with depth.
std::optional<Fault> build_tape(const ScannedText& scanned, const NameTable& names, std::uint32_t depth_max,
                                TapeMemory& memory);

}  // namespace osler::json
