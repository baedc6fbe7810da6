#pragma once
// Lines of a file, one in memory at a time, from any offset on. What a line means is others' business.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osler::jobs {

class NdjsonReader {
 public:
  /// Errors: kNotFound.
  static Result<NdjsonReader> open(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t line_bytes_max);

  struct Line {
    std::string text;          ///< Without its break; empty if it is too long.
    bool is_too_long = false;
    bool is_blank = false;
    std::uint64_t end = 0;     ///< Offset behind its break.
  };
  /// Nothing at the end of the file.
  std::optional<Line> next();

 private:
  NdjsonReader(std::ifstream file, std::uint64_t offset, std::uint64_t line_bytes_max)
      : file_(std::move(file)), offset_(offset), line_bytes_max_(line_bytes_max) {}
  std::ifstream file_;
  std::uint64_t offset_;
  std::uint64_t line_bytes_max_;
};

/// Lines that hold anything, and bytes of the longest line.
struct LineCount {
  std::uint64_t lines = 0;
  std::uint64_t longest_bytes = 0;
};
LineCount count_lines(std::string_view text);

/// The same of a text that comes in pieces.
class LineCounter {
 public:
  void add(std::string_view piece);
  /// Whatever stands behind the last break is a line too.
  LineCount count() const;

 private:
  LineCount whole_;
  bool holds_anything_ = false;   ///< The line under way.
  std::uint64_t bytes_ = 0;
};

}  // namespace osler::jobs
