#pragma once
// The synthetic records that --dev starts with: a transaction Bundle, made by tools/make_sample_data.py.

#include <string_view>

namespace osler::server {
/// JSON text that is part of the binary.
std::string_view sample_data();
}  // namespace osler::server
