#pragma once
// Finds where an array or object ends in bytes that arrive in pieces. Looks at brackets, quotes and backslashes only, 64
// bytes at a time: whoever gets the bytes still has to parse them. For a text that parses, the end is the right one.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace osler::json {

class ContainerScan {
 public:
  enum class Outcome {
    kMore,      ///< All bytes belong to the container, which goes on.
    kClosed,    ///< The last byte consumed is its closing bracket.
    kTooDeep,   ///< The next byte would open one level too many.
    kMismatch,  ///< The next byte closes an array as an object, or the other way round.
  };

  /// The first bracket is behind us. `levels_max` (1 to 64) counts the container itself.
  ContainerScan(bool is_object, std::uint32_t levels_max) : levels_max_(levels_max), kinds_(is_object ? 1 : 0) {}

  /// Goes on in `bytes`; `consumed` says how far. Not to be called again after anything but kMore.
  Outcome advance(std::string_view bytes, std::size_t& consumed);

 private:
  Outcome scan_block(const char* block, std::size_t size, std::size_t& consumed);
  std::uint64_t escaped_in(std::uint64_t backslashes, std::size_t size);

  std::uint32_t levels_ = 1;
  std::uint32_t levels_max_;
  std::uint64_t kinds_;                ///< The lowest bit: whether the innermost container is an object; then outward.
  std::uint64_t inside_string_ = 0;    ///< All ones if the bytes so far end inside a string, else 0.
  std::uint64_t escapes_next_ = 0;     ///< 1 if the bytes so far end with a backslash that escapes the next.
};

}  // namespace osler::json
