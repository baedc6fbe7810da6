#include "events/delivery.h"

#include <array>
#include <charconv>

#include "access/json_row.h"
#include "json/writer.h"

namespace osler::events {
namespace {

constexpr std::array<std::string_view, 3> kWords = {"pending", "delivered", "failed"};

std::string padded_hex(std::uint64_t number, std::size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(digits, '0');
  for (std::size_t i = digits; i > 0 && number != 0; --i, number >>= 4U) text[i - 1] = kDigits[number & 15U];
  return text;
}

std::uint32_t small(const access::JsonRow& row, std::string_view name) {
  return static_cast<std::uint32_t>(row.number(name).value_or(0));
}

}  // namespace

std::string_view word_for(DeliveryStatus status) { return kWords[static_cast<std::size_t>(status)]; }
std::string place_of(store::Position position) { return padded_hex(position.number, 16); }
std::string key_of(const Delivery& delivery) { return delivery.webhook + "/" + delivery.place; }

std::string encode(const Delivery& delivery) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("id", delivery.id);
  writer.member("event", delivery.event);
  writer.member("resource", delivery.resource);
  writer.member("body", delivery.body);
  writer.member("status", word_for(delivery.status));
  writer.member("attempts", std::uint64_t{delivery.attempts});
  writer.member("round", std::uint64_t{delivery.round});
  writer.member("next", delivery.next_ms);
  writer.member("created", delivery.created_ms);
  writer.end_object();
  return bytes;
}

std::string encode(const Attempt& attempt) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("at", attempt.at_ms);
  writer.member("duration", attempt.duration_ms);
  writer.member("status", attempt.status);
  if (!attempt.problem.empty()) writer.member("problem", attempt.problem);
  if (!attempt.answer.empty()) writer.member("answer", attempt.answer);
  writer.end_object();
  return bytes;
}

Result<Delivery> decode_delivery(std::string_view key, std::string_view bytes) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(bytes));
  const std::size_t slash = key.find('/');
  const std::string status = row.text("status");
  for (std::size_t i = 0; i < kWords.size() && slash != std::string_view::npos; ++i) {
    if (kWords[i] != status) continue;
    return Delivery{.webhook = std::string(key.substr(0, slash)),
                    .place = std::string(key.substr(slash + 1)),
                    .id = row.text("id"),
                    .event = row.text("event"),
                    .resource = row.text("resource"),
                    .body = row.text("body"),
                    .status = static_cast<DeliveryStatus>(i),
                    .attempts = small(row, "attempts"),
                    .round = small(row, "round"),
                    .next_ms = row.number("next").value_or(0),
                    .created_ms = row.number("created").value_or(0)};
  }
  return internal_error("a delivery's row is damaged");
}

Result<Attempt> decode_attempt(std::string_view key, std::string_view bytes) {
  OSLER_TRY(const access::JsonRow row, access::JsonRow::parse(bytes));
  Attempt attempt{.number = 0,
                  .at_ms = row.number("at").value_or(0),
                  .duration_ms = row.number("duration").value_or(0),
                  .status = static_cast<int>(row.number("status").value_or(0)),
                  .problem = row.text("problem"),
                  .answer = row.text("answer")};
  const std::string_view digits = key.substr(key.rfind('/') + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), attempt.number, 16);
  return attempt;
}

std::vector<store::RowChange> rows_for(const Delivery& delivery) {
  const bool open = delivery.status == DeliveryStatus::kPending;
  const std::string key = key_of(delivery);
  return {{std::string(kDeliveryTable), key, encode(delivery), std::nullopt},
          {std::string(kOpenTable), key, open ? std::optional(std::string()) : std::nullopt, std::nullopt}};
}

store::RowChange row_for(const Delivery& delivery, const Attempt& attempt) {
  return {std::string(kAttemptTable), key_of(delivery) + "/" + padded_hex(attempt.number, 4), encode(attempt), std::nullopt};
}

}  // namespace osler::events
