#pragma once
// Ids and names in frames. Nearly all of ours end in 24 hexadecimal digits, which are half as long as bytes.

#include <string>
#include <string_view>

#include "store/rocks/bytes.h"

namespace osler::store::rocks {

inline constexpr std::size_t kNameBytesMax = 255;

/// At most kNameBytesMax bytes. Appends the form (1) and then, for form 0, bytes of the name (1) and the name; for the others the
/// 12 bytes of the digits behind the form's prefix.
void append_name(std::string& out, std::string_view name);
/// Empty, and `in` not ok, for bytes that are no name.
std::string read_name(ByteReader& in);

}  // namespace osler::store::rocks
