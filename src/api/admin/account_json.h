#pragma once
// How accounts look from outside, and the words bodies use for their parts. Never a hash, never a secret.

#include <optional>
#include <string>

#include "api/admin/body_fields.h"
#include "api/admin/exchange.h"
#include "json/writer.h"

namespace osler::api::admin {

/// {id, email, fullName, organization, role, active, lastLoginAt, createdAt}.
Status write_user(json::Writer& writer, Rooms& rooms, const access::User& user);

/// {id, name, organization, environment, scopes, prefix, lastFour, createdAt, lastUsedAt, expiresAt, revokedAt}, and
/// `key` with the text if it is given.
Status write_key(json::Writer& writer, Rooms& rooms, const access::ApiKey& key, std::string_view text = {});

/// {"data": […], "total": n} around what `write_one` writes.
template <class Items, class WriteOne>
Result<std::string> list_json(const Items& items, WriteOne write_one) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("data");
  writer.begin_array();
  for (const auto& item : items) OSLER_RETURN_IF_ERROR(write_one(writer, item));
  writer.end_array();
  writer.member("total", std::uint64_t{items.size()});
  writer.end_object();
  return body;
}

/// One of the words, or a fault.
std::optional<access::Role> read_role(BodyFields& body);
std::optional<store::Environment> read_environment(BodyFields& body);

}  // namespace osler::api::admin
