#include "http/method_override.h"

namespace osler::http {

std::optional<std::string_view> method_override(const Headers& headers) {
  for (const std::string_view name : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    if (headers.get(name)) return name;
  }
  return std::nullopt;
}

}  // namespace osler::http
