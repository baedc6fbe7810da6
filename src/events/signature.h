#pragma once
// How a receiver knows that a webhook is from this server: codes over the body under a shared secret, in the three
// published forms. Spec: the /v1 contract, section 10; Standard Webhooks 1.0.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/rng.h"
#include "http/message.h"

namespace osler::events {

/// "whsec_" + 24 random bytes in base 64.
std::string make_webhook_secret(Rng& rng);

/// What is sent, and when.
struct SignedMessage {
  std::string_view id;     ///< The same at every attempt.
  std::string_view event;  ///< "patient.created".
  std::int64_t time_s = 0; ///< Of this attempt.
  std::string_view body;
};

/// Adds X-Clinik-Signature, -Signature-V2, -Timestamp, -Event and -Delivery-Id, and webhook-id, webhook-timestamp and
/// webhook-signature. With several secrets, newest first, each header carries a code for each.
void sign(const SignedMessage& message, std::span<const std::string> secrets, http::Headers& headers);

}  // namespace osler::events
