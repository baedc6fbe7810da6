#include "access/secrets.h"

#include "base/hmac.h"
#include "access/json_row.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kSecretTable = "settings";
constexpr std::string_view kKey = "secrets";
constexpr std::size_t kSecretBytes = 32;

}  // namespace

Secrets make_secrets(Rng& rng) {
  return {.key_hash = from_hex(rng.hex(kSecretBytes)), .token = from_hex(rng.hex(kSecretBytes))};
}

store::RowChange row_for_new(const Secrets& secrets) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("keyHash", hex(secrets.key_hash));
  writer.member("token", hex(secrets.token));
  writer.end_object();
  return {std::string(kSecretTable), std::string(kKey), std::move(bytes), 0};
}

Result<Secrets> read_secrets(const store::Store& store) {
  OSLER_TRY(const std::optional<store::Row> row, store.row(store::Partition::system(), kSecretTable, kKey));
  if (!row) return not_found("the store holds no installation; make one with osler init");
  OSLER_TRY(const JsonRow json, JsonRow::parse(row->bytes));
  Secrets secrets{.key_hash = from_hex(json.text("keyHash")), .token = from_hex(json.text("token"))};
  if (secrets.key_hash.size() != kSecretBytes || secrets.token.size() != kSecretBytes) {
    return internal_error("the installation's secrets are damaged");
  }
  return secrets;
}

}  // namespace osler::access
