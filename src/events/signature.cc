#include "events/signature.h"

#include <algorithm>
#include <array>

#include "base/base64url.h"
#include "base/hmac.h"

namespace osler::events {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 24;

/// With the usual alphabet and padding. Spec: RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  std::string text = base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return text;
}

/// What stands behind the prefix, decoded: the key of the Standard Webhooks form.
std::string standard_key(std::string_view secret) {
  std::string text(secret.substr(kPrefix.size()));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return from_base64url(text).value_or(std::string());
}

}  // namespace

std::string make_webhook_secret(Rng& rng) {
  std::array<std::byte, kSecretBytes> bytes;
  rng.fill(bytes);
  return std::string(kPrefix) + base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void sign(const SignedMessage& message, std::span<const std::string> secrets, http::Headers& headers) {
  const std::string time = std::to_string(message.time_s);
  const std::string body(message.body);
  std::string plain;
  std::string timed = "t=" + time;
  std::string standard;
  for (const std::string& secret : secrets) {
    const HmacSha256 hmac(secret);
    plain += (plain.empty() ? "" : ",") + hex(hmac.code(body));
    timed += ",v1=" + hex(hmac.code(time + "." + body));
    standard += (standard.empty() ? "v1," : " v1,") +
                base64(HmacSha256(standard_key(secret)).code(std::string(message.id) + "." + time + "." + body));
  }
  headers.set("X-Clinik-Signature", plain);
  headers.set("X-Clinik-Signature-V2", timed);
  headers.set("X-Clinik-Timestamp", time);
  headers.set("X-Clinik-Event", std::string(message.event));
  headers.set("X-Clinik-Delivery-Id", std::string(message.id));
  headers.set("webhook-id", std::string(message.id));
  headers.set("webhook-timestamp", time);
  headers.set("webhook-signature", standard);
}

}  // namespace osler::events
