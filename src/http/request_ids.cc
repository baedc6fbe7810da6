#include "http/request_ids.h"

namespace osler::http {

std::string RequestIds::next() {
  static constexpr std::size_t kIdBytes = 12;
  static_assert(RandomBlocks::kBytes % kIdBytes == 0);
  static constexpr char kDigits[] = "0123456789abcdef";
  if (used_ == block_.size()) {
    blocks_.fill(block_);
    used_ = 0;
  }
  std::string id("req_");
  id.reserve(id.size() + 2 * kIdBytes);
  for (std::size_t i = 0; i < kIdBytes; ++i) {
    const auto byte = std::to_integer<unsigned>(block_[used_++]);
    id += kDigits[byte >> 4U];
    id += kDigits[byte & 15U];
  }
  return id;
}

}  // namespace osler::http
