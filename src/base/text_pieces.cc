#include "base/text_pieces.h"

#include <algorithm>

namespace osler {
namespace {

constexpr std::size_t kFirstBlockBytes = 1 << 10;
constexpr std::size_t kBlockBytesMax = 1 << 20;  ///< Of more than one text.

}  // namespace

std::string_view TextPieces::keep(std::string_view text) {
  if (text.empty()) return {};
  if (blocks_.empty() || blocks_.back().size - blocks_.back().used < text.size()) {
    const std::size_t wanted = blocks_.empty() ? kFirstBlockBytes : std::min(blocks_.back().size * 2, kBlockBytesMax);
    const std::size_t size = std::max(wanted, text.size());
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size, 0});
  }
  Block& block = blocks_.back();
  char* const at = block.bytes.get() + block.used;
  std::copy_n(text.data(), text.size(), at);
  block.used += text.size();
  return {at, text.size()};
}

}  // namespace osler
