#pragma once
// Takes a large object apart while its bytes arrive: the elements of one of its arrays (the entries of a Bundle) one by
// one, and its other members. Never holds more than one element, the ones not yet taken, and the other members.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/container_scan.h"
#include "json/name_table.h"
#include "json/padded_bytes.h"
#include "json/parser.h"
#include "json/tree.h"

namespace osler::json {

struct SplitLimits {
  std::uint32_t depth_max = 64;  ///< As Limits counts them, the outermost object included. At least 3, at most 64.
  std::uint64_t element_bytes_max = 50ULL * 1024 * 1024;
  std::uint64_t others_bytes_max = 1ULL * 1024 * 1024;  ///< Names and values of all other members together.
  std::size_t members_max = 256;
};

/// One element: an object from '{' to '}', not parsed yet. `start` is its place in the whole text: pass it to
/// Parser::parse(), so that messages name the place there.
struct SplitElement {
  PaddedBytes text;
  SourcePosition start;
};

/// If finish() returned ok and every element parses, the whole text was JSON, members had different names, and the
/// elements are those of the array. One thread.
class Splitter {
 public:
  /// The array is the member `list` of the outermost object. `names` must live as long as the splitter.
  Splitter(std::string list, const NameTable& names, const SplitLimits& limits = {});

  /// The next bytes, cut anywhere. Errors: kInvalidInput with line and column and what was expected, kTooLarge; then
  /// the splitter is done for and says the same again.
  Status feed(std::string_view chunk);
  /// There are no more bytes. Errors: as feed(), if the text is not complete.
  Status finish();

  /// The first element that is complete and not taken yet; none until more bytes arrive.
  std::optional<SplitElement> next();
  /// The value of another member, if all of it has arrived; else none. Lives as long as the splitter.
  View member(std::string_view name) const;

 private:
  enum class State : std::uint8_t {
    kStart, kFirstName, kName, kInName, kColon, kValue, kInString, kInScalar, kInContainer, kAfterValue,
    kFirstElement, kElement, kInElement, kAfterElement, kEnd,
  };
  struct Member {
    std::string name;
    Tree value;
  };

  Status step();
  Status begin_name(char c);
  Status begin_value(char c);
  Status begin_element(char c);
  Status after_value(char c);
  Status in_string();
  Status in_scalar();
  Status in_container();
  Status end_name();
  Status end_value();
  Status end_container();
  bool skip_byte_order_mark(char c);
  Status collect(std::size_t bytes);
  void start_collecting();
  SourcePosition here();
  Error expected(std::string_view what);
  static Error expected_at(SourcePosition place, std::string_view what);

  const std::string list_;
  const NameTable& names_;
  const SplitLimits limits_;
  Parser parser_;
  State state_ = State::kStart;
  std::string_view chunk_;
  std::size_t at_ = 0;                   ///< In chunk_; what is before is done.
  std::uint64_t chunk_begin_ = 0;        ///< Offset of chunk_ in the whole text.
  std::uint64_t lines_counted_to_ = 0;   ///< Offset in the whole text.
  std::uint64_t line_begin_ = 0;         ///< Offset of the line that lines_counted_to_ is in.
  std::uint32_t line_ = 1;
  std::size_t mark_bytes_ = 0;           ///< Of the byte order mark, so far.
  PaddedBytes collected_;                ///< The name, value or element that is under way.
  SourcePosition collected_from_{1, 1};
  bool escaped_ = false;                 ///< In a string: whether a backslash escapes the next byte.
  ContainerScan scan_{true, 1};
  std::string name_;                     ///< Of the member under way.
  bool list_seen_ = false;
  std::uint64_t others_bytes_ = 0;
  std::deque<Member> members_;
  std::deque<SplitElement> elements_;
  std::optional<Error> failure_;
};

}  // namespace osler::json
