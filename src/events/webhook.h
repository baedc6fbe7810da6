#pragma once
// An endpoint that wants to hear of events: where, of what, and the secrets it shares with this server. One row.
// Format: docs/formats/webhooks.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/partition.h"

namespace osler::events {

struct Webhook {
  std::string id;            ///< "whk_" + 24 hex.
  std::string organization;  ///< Id of the owner. It hears of its own records and of those of its descendants,
  std::string only_tenant;   ///< or, if set, of this one's alone.
  std::string url;
  std::string description;
  std::vector<std::string> patterns;
  std::optional<store::Environment> environment;  ///< Nothing: both.
  std::string secret;
  std::string old_secret;  ///< Signs beside the new one until the overlap ends.
  std::int64_t old_secret_until_ms = 0;
  bool active = true;
  std::string disabled_reason;  ///< Of an inactive one.
  std::int64_t created_ms = 0;

  /// Newest first.
  std::vector<std::string> secrets_at(std::int64_t now_ms) const;
};

std::string encode(const Webhook& webhook);
/// `key` is the row's: organization "/" id. Errors: kInternal for a damaged row.
Result<Webhook> decode_webhook(std::string_view key, std::string_view bytes);

}  // namespace osler::events
