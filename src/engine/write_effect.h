#pragma once
// What a write did to its record.

#include <cstdint>

namespace osler::engine {

/// The numbers are stored: docs/formats/idempotency.md.
enum class WriteEffect : std::uint8_t { kCreated = 0, kUpdated = 1, kUnchanged = 2, kDeleted = 3 };

}  // namespace osler::engine
