#include "base/signed_text.h"

#include "base/base64url.h"
#include "base/hmac.h"

namespace osler {
namespace {

constexpr std::size_t kMacBytes = 16;

std::string mac_of(std::string_view key, std::string_view context, std::string_view content) {
  std::string message = std::to_string(context.size());
  message += ':';
  message += context;
  message += content;
  return HmacSha256(key).code(message).substr(0, kMacBytes);
}

}  // namespace

std::string sign_text(std::string_view key, std::string_view context, std::string_view content) {
  return base64url(mac_of(key, context, content) + std::string(content));
}

std::optional<std::string> open_signed_text(std::string_view key, std::string_view context, std::string_view text) {
  const std::optional<std::string> bytes = from_base64url(text);
  if (!bytes || bytes->size() < kMacBytes) return std::nullopt;
  const std::string_view all(*bytes);
  const std::string_view content = all.substr(kMacBytes);
  if (!equal_in_constant_time(all.substr(0, kMacBytes), mac_of(key, context, content))) return std::nullopt;
  return std::string(content);
}

}  // namespace osler
