#pragma once
// What may stand between JSON tokens. Spec: RFC 8259, section 2.

namespace osler::json {

constexpr bool is_white_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace osler::json
