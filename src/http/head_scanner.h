#pragma once
// Finds the end of a message head in bytes that arrive in any portions, and stops early at what may never be one:
// a line ended by LF alone, a folded field, a line or a head beyond its limit. It does not look at names or values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/refusal.h"

namespace osler::http {

struct HeadLimits {
  std::size_t first_line_bytes_max = 0;  ///< 414 beyond; without the line's end.
  std::size_t fields_bytes_max = 0;      ///< All fields with their line ends; 431 beyond.
  std::size_t fields_max = 0;            ///< 431 beyond.
};

class HeadScanner {
 public:
  explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

  /// Looks at the next bytes. Result: how many of them belong to the head. Afterwards one of: found_end() (the rest is
  /// not the head's), refusal(), or neither: all were taken and more are needed.
  std::size_t scan(std::string_view bytes);

  bool found_end() const { return found_end_; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  /// Of the empty line that may stand before a head: 0 or 2 bytes.
  std::size_t leading_bytes() const { return leading_bytes_; }

 private:
  void end_line(bool has_cr);
  void check_size();

  HeadLimits limits_;
  std::size_t lines_ = 0;         ///< Ended lines, an empty one before the head not counted.
  std::size_t line_bytes_ = 0;    ///< Of the line that is being read, CR included.
  std::size_t fields_bytes_ = 0;  ///< Of all lines after the first, the one being read included.
  std::size_t leading_bytes_ = 0;
  char last_ = '\0';
  bool found_end_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace osler::http
