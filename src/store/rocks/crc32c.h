#pragma once
// The checksum of frames. Finds accidents, not forgers.

#include <cstdint>
#include <string_view>

namespace osler::store::rocks {

/// CRC-32C (Castagnoli), as in RFC 3720: "123456789" gives 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace osler::store::rocks
