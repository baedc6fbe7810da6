#pragma once
// What a JSON text may cost.

#include <cstdint>

namespace osler::json {

/// Every input has a limit. Exceeding one is an error, never a crash and never a partial tree.
struct Limits {
  std::uint32_t depth_max = 64;                   ///< Arrays and objects inside one another; the root counts one.
  std::uint64_t bytes_max = 50ULL * 1024 * 1024;  ///< Length of the text.
};

}  // namespace osler::json
