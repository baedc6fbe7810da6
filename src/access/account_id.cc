#include "access/account_id.h"

#include <cstdint>

namespace osler::access {

std::string new_account_id(Clock& clock, Rng& rng) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto time_ms = static_cast<std::uint64_t>(clock.now_ms());
  std::string id;
  for (unsigned shift = 48; shift > 0; shift -= 4) id += kDigits[(time_ms >> (shift - 4)) & 15U];
  return id + rng.hex(6);
}

}  // namespace osler::access
