#pragma once
// The Date field's value, made once a second.

#include <cstdint>
#include <string>
#include <string_view>

namespace osler::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" for milliseconds since 1970-01-01T00:00Z. Spec: RFC 9110, section 5.6.7.
std::string http_date(std::int64_t now_ms);

/// Remembers the last second's text. One thread.
class DateCache {
 public:
  /// Valid until the next call.
  std::string_view at(std::int64_t now_ms);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

}  // namespace osler::http
