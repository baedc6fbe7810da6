#pragma once
// Very many small texts in a few blocks of memory that never move, forgotten together.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace osler {

class TextPieces {
 public:
  TextPieces() = default;
  TextPieces(TextPieces&&) noexcept = default;
  TextPieces& operator=(TextPieces&&) noexcept = default;

  /// A copy that stays where it is for as long as this lives, wherever that is moved.
  std::string_view keep(std::string_view text);

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
  };
  std::vector<Block> blocks_;
};

}  // namespace osler
