#pragma once
// The second stage of parsing: positions of tokens in, nodes out. Checks everything the SIMD scan does not. Knows
// nothing of simdjson. Not for use outside json/.

#include <array>
#include <cstdint>
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
  std::uint32_t node;
  bool is_object;
  bool may_repeat_name;
  std::array<std::uint64_t, 4> seen;
};

/// Memory that is kept from one text to the next.
struct TapeMemory {
  std::vector<Node> nodes;
  std::vector<OpenContainer> open;
  std::vector<std::uint64_t> hashes;
  std::string decoded;
};

/// Builds the tape of one text. Stack use does not grow with depth.
class TapeBuilder {
 public:
  /// `tokens` holds `token_count` ascending offsets: of each of {}[],: outside strings, of each string's opening quote,
  /// and of each first byte of any other run of bytes that is not white space; and then one more, the text's size.
  /// Every string is closed, holds no raw control character, and the text is UTF-8 with 8 zero bytes behind it.
  TapeBuilder(std::string_view text, const std::uint32_t* tokens, std::size_t token_count, const NameTable& names,
              std::uint32_t depth_max, TapeMemory& memory);

  /// Whether the text is one JSON value; then memory.nodes begins with node_count() nodes. Else fault() says why not.
  bool build();
  std::size_t node_count() const { return node_count_; }
  const Fault& fault() const { return fault_; }

 private:
  bool begin_value();
  bool begin_string(Node& node);
  bool begin_number(Node& node);
  bool begin_literal(Node& node, std::string_view word, Kind kind);
  bool begin_container(Node& node, Kind kind);
  bool end_container();
  bool read_key();
  bool names_differ(std::uint32_t object);
  bool names_of_one_hash_differ(std::size_t from, std::size_t to);
  std::string_view decoded_key(const Node& node, std::string& scratch) const;
  bool end_of_string(std::uint32_t begin, std::uint32_t& end, bool& has_escapes);
  bool ends_token(const char* at) const;
  bool refuse(std::size_t offset, std::string_view expected);

  std::string_view text_;
  const std::uint32_t* token_;
  const std::uint32_t* tokens_end_;
  const char* backslash_;  ///< The first backslash not before the current token, or the end of the text.
  const NameTable& names_;
  std::size_t depth_max_;
  TapeMemory& memory_;
  std::uint32_t node_count_ = 0;
  bool opened_ = false;  ///< Whether the value just begun is a container that is not empty.
  std::uint32_t key_ = 0;
  NameId name_ = NameId::kUnknown;
  std::uint8_t key_flags_ = 0;
  Fault fault_;
};

}  // namespace osler::json
