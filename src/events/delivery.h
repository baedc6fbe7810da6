#pragma once
// One event on its way to one endpoint: what is sent, how it stands, and the log of its attempts. Rows.
// Format: docs/formats/webhooks.md.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace osler::events {

enum class DeliveryStatus : std::uint8_t { kPending, kDelivered, kFailed };
std::string_view word_for(DeliveryStatus status);

struct Delivery {
  std::string webhook;      ///< Its id.
  std::string place;        ///< 16 hex of the position; a test event has "-" and 24 hex behind it. Sorts by event.
  std::string id;           ///< Of the event.
  std::string event;        ///< "patient.created".
  std::string resource;     ///< "Patient/65f…"; events of one resource are sent in order.
  std::string body;         ///< Exactly what is sent.
  DeliveryStatus status = DeliveryStatus::kPending;
  std::uint32_t attempts = 0;      ///< Made so far, in all.
  std::uint32_t round = 0;         ///< Of them, since the schedule began anew.
  std::int64_t next_ms = 0;        ///< Of a pending one: not before.
  std::int64_t created_ms = 0;     ///< When the event happened.
};

/// One attempt, for the log.
struct Attempt {
  std::uint32_t number = 0;  ///< From 1.
  std::int64_t at_ms = 0;
  std::int64_t duration_ms = 0;
  int status = 0;       ///< HTTP's; 0: no answer.
  std::string problem;  ///< Why there was none, or why it did not count.
  std::string answer;   ///< The beginning of the answer's body.
};

// Tables of the system partition. Keys: webhook "/" place; attempts have "/" and four hex digits more.
inline constexpr std::string_view kDeliveryTable = "delivery";
inline constexpr std::string_view kOpenTable = "delivery_open";  ///< Of the pending ones; no content.
inline constexpr std::string_view kAttemptTable = "delivery_attempt";
inline constexpr std::string_view kCursorTable = "webhook_cursor";  ///< webhook → position in decimal digits.

std::string place_of(store::Position position);
std::string key_of(const Delivery& delivery);
std::string encode(const Delivery& delivery);
std::string encode(const Attempt& attempt);
Result<Delivery> decode_delivery(std::string_view key, std::string_view bytes);
Result<Attempt> decode_attempt(std::string_view key, std::string_view bytes);

/// The rows that keep a delivery as it stands: itself, and whether it is open.
std::vector<store::RowChange> rows_for(const Delivery& delivery);
store::RowChange row_for(const Delivery& delivery, const Attempt& attempt);

}  // namespace osler::events
