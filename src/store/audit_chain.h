#pragma once
// The hash that chains the audit ledger: whoever changes or removes an entry must change every later one.

#include <cstdint>
#include <string>
#include <string_view>

namespace osler::store {

/// SHA-256 over `before` (32 bytes; empty for the first entry), sequence and time (8 bytes each, most significant
/// first) and content. 32 bytes.
std::string chain_hash(std::string_view before, std::uint64_t sequence, std::int64_t time_ms, std::string_view content);

}  // namespace osler::store
