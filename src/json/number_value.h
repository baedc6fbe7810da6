#pragma once
// Numbers compared by what they stand for, whatever their size and precision.

#include <string_view>

namespace osler::json {

/// Whether two JSON numbers have the same value: 1, 1.0, 10e-1 and 0.1E+1 do; so do 0 and -0. Exact. Numbers whose
/// exponents have more than 18 digits are the same only if written alike.
bool same_number(std::string_view a, std::string_view b);

}  // namespace osler::json
