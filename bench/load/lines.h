#pragma once
// The lines of a large file, one after the other, mapped rather than read.

#include <optional>
#include <string_view>

namespace osler::load {

class Lines {
 public:
  /// Ends the program with a message when the file cannot be mapped.
  explicit Lines(const char* file);
  ~Lines();
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  std::optional<std::string_view> next();

 private:
  std::string_view all_, rest_;
};

}  // namespace osler::load
