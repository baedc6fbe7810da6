#include "access/api_keys.h"

#include <algorithm>
#include <utility>

#include "access/account_id.h"
#include "access/json_row.h"
#include "json/writer.h"

namespace osler::access {
namespace {

constexpr std::string_view kKeyTable = "key";
constexpr std::string_view kHashTable = "key_hash";
constexpr std::size_t kPageRows = 1'000;

Error refused(std::string_view code, std::string_view message) {
  return {ErrorKind::kUnauthenticated, std::string(message), std::string(code), {}};
}

std::string row_key(std::string_view organization, std::string_view id) {
  return std::string(organization) + "/" + std::string(id);
}

std::string encode(const ApiKey& key) {
  std::string bytes;
  json::Writer writer(bytes);
  writer.begin_object();
  writer.member("environment", word_for(key.environment));
  writer.member("name", key.name);
  writer.member("read", key.may_read);
  writer.member("write", key.may_write);
  writer.member("restricted", key.sees_restricted);
  writer.member("created", key.created_ms);
  if (key.expires_ms) writer.member("expires", *key.expires_ms);
  if (key.revoked_ms) writer.member("revoked", *key.revoked_ms);
  writer.member("lastFour", key.last_four);
  writer.member("hash", key.hash);
  writer.end_object();
  return bytes;
}

Result<ApiKey> decode(const store::Row& row) {
  OSLER_TRY(const JsonRow json, JsonRow::parse(row.bytes));
  const std::optional<store::Environment> environment = environment_for(json.text("environment"));
  const std::size_t slash = row.key.find('/');
  if (!environment || slash == std::string::npos) return internal_error("a key's row is damaged");
  return ApiKey{.id = row.key.substr(slash + 1),
                .organization = row.key.substr(0, slash),
                .environment = *environment,
                .name = json.text("name"),
                .may_read = json.flag("read"),
                .may_write = json.flag("write"),
                .sees_restricted = json.flag("restricted"),
                .created_ms = json.number("created").value_or(0),
                .expires_ms = json.number("expires"),
                .revoked_ms = json.number("revoked"),
                .last_four = json.text("lastFour"),
                .hash = json.text("hash")};
}

store::RowChange row_change(const ApiKey& key, std::uint64_t expected_revision) {
  return {std::string(kKeyTable), row_key(key.organization, key.id), encode(key), expected_revision};
}

Caller caller_of(const ApiKey& key, Organization organization) {
  Caller caller;
  caller.kind = CallerKind::kKey;
  caller.id = key.id;
  caller.name = key.name;
  caller.may_read = key.may_read;
  caller.may_write = key.may_write;
  caller.sees_restricted = key.sees_restricted;
  caller.organization = std::move(organization);
  caller.environment = key.environment;
  return caller;
}

void describe(AuditTrail* trail, const ApiKey& key) {
  if (trail == nullptr) return;
  trail->record.resource_type = "ApiKey";
  trail->record.resource_id = key.id;
}

}  // namespace

ApiKeys::ApiKeys(store::Store& store, Clock& clock, Rng& rng, Organizations& organizations, LastUsed& last_used,
                 std::string_view secret)
    : store_(store),
      clock_(clock),
      rng_(rng),
      organizations_(organizations),
      last_used_(last_used),
      hmac_(secret),
      cache_(clock, [this](const std::string& hash) { return load(hash); }) {}

Result<Caller> ApiKeys::authenticate(std::string_view presented) {
  if (presented.empty()) return refused("UNAUTHORIZED", "expected an API key in the header x-api-key");
  if (!has_api_key_form(presented)) {
    return refused("INVALID_KEY_FORMAT",
                   "an API key begins with clk_test_ or clk_live_ and has letters and digits after it");
  }
  if (!has_valid_checksum(presented)) return refused("INVALID_KEY", "this API key is not known here");

  OSLER_TRY(const std::shared_ptr<const Known> known, cache_.find(hmac_.code(presented)));
  if (known == nullptr) return refused("INVALID_KEY", "this API key is not known here");
  if (known->revoked) return refused("KEY_REVOKED", "this API key was revoked");
  const std::int64_t now_ms = clock_.now_ms();
  if (known->expires_ms && now_ms >= *known->expires_ms) return refused("KEY_EXPIRED", "this API key has expired");
  known->last_used->store(now_ms, std::memory_order_relaxed);
  return known->caller;
}

Result<std::shared_ptr<const ApiKeys::Known>> ApiKeys::load(const std::string& hash) const {
  const std::string hash_text = hex(hash);
  OSLER_TRY(const std::optional<store::Row> place, store_.row(store::Partition::system(), kHashTable, hash_text));
  if (!place) return std::shared_ptr<const Known>();
  OSLER_TRY(const std::optional<store::Row> row, store_.row(store::Partition::system(), kKeyTable, place->bytes));
  if (!row) return internal_error("a key's hash points at nothing");
  OSLER_TRY(const ApiKey key, decode(*row));
  if (!equal_in_constant_time(key.hash, hash_text)) return internal_error("a key's row has another hash");
  OSLER_TRY(Organization organization, organizations_.find(key.organization));
  return std::shared_ptr<const Known>(std::make_shared<Known>(Known{.caller = caller_of(key, std::move(organization)),
                                                                    .expires_ms = key.expires_ms,
                                                                    .revoked = key.revoked_ms.has_value(),
                                                                    .last_used = last_used_.slot(key.id)}));
}

Result<std::vector<ApiKey>> ApiKeys::list(const std::string& organization) const {
  std::vector<ApiKey> keys;
  const std::string prefix = row_key(organization, "");
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> page,
              store_.rows(store::Partition::system(), kKeyTable, prefix, after, kPageRows));
    for (const store::Row& row : page) {
      OSLER_TRY(ApiKey key, decode(row));
      keys.push_back(std::move(key));
    }
    if (page.size() < kPageRows) break;
    after = page.back().key;
  }
  std::ranges::reverse(keys);
  return keys;
}

Result<ApiKey> ApiKeys::find(const std::string& organization, const std::string& id) const {
  OSLER_TRY(KeyRow found, read(organization, id));
  return std::move(found.key);
}

Result<ApiKeys::KeyRow> ApiKeys::read(const std::string& organization, const std::string& id) const {
  OSLER_TRY(const std::optional<store::Row> row,
            store_.row(store::Partition::system(), kKeyTable, row_key(organization, id)));
  if (!row) return not_found("no such key");
  OSLER_TRY(ApiKey key, decode(*row));
  return KeyRow{std::move(key), row->revision};
}

IssuedKey ApiKeys::make(const NewApiKey& wanted) const {
  const std::string text = make_api_key(wanted.environment, rng_);
  return {.key = {.id = "key_" + new_account_id(clock_, rng_),
                  .organization = wanted.organization,
                  .environment = wanted.environment,
                  .name = wanted.name,
                  .may_read = wanted.may_read,
                  .may_write = wanted.may_write,
                  .sees_restricted = wanted.sees_restricted,
                  .created_ms = clock_.now_ms(),
                  .expires_ms = wanted.expires_ms,
                  .revoked_ms = std::nullopt,
                  .last_four = text.substr(text.size() - 4),
                  .hash = hex(hmac_.code(text))},
          .text = text};
}

std::vector<store::RowChange> ApiKeys::rows_for_new(const ApiKey& key) {
  return {row_change(key, 0), {std::string(kHashTable), key.hash, row_key(key.organization, key.id), 0}};
}

Task<Result<IssuedKey>> ApiKeys::issue(NewApiKey wanted, AuditTrail* trail, Loop& loop) {
  IssuedKey issued = make(wanted);
  describe(trail, issued.key);
  OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, rows_for_new(issued.key), trail, loop));
  if (done != RowCommit::kDone) co_return internal_error("a new key's id or hash is taken");
  co_return issued;
}

Task<Result<IssuedKey>> ApiKeys::rotate(std::string organization, std::string id, std::int64_t overlap_ms,
                                        AuditTrail* trail, Loop& loop) {
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(KeyRow old, read(organization, id));
    const std::int64_t now_ms = clock_.now_ms();
    if (old.key.revoked_ms || (old.key.expires_ms && *old.key.expires_ms <= now_ms)) {
      co_return Error{ErrorKind::kConflict, "a revoked or expired key cannot be rotated", {}, {}};
    }
    // The new key keeps the old one's own end, if it had one; the old one ends with the overlap.
    IssuedKey issued = make({.organization = organization,
                             .environment = old.key.environment,
                             .name = old.key.name,
                             .may_read = old.key.may_read,
                             .may_write = old.key.may_write,
                             .sees_restricted = old.key.sees_restricted,
                             .expires_ms = old.key.expires_ms});
    const std::int64_t overlap_end_ms = now_ms + std::clamp(overlap_ms, std::int64_t{0}, kRotationOverlapMsMax);
    old.key.expires_ms = std::min(old.key.expires_ms.value_or(overlap_end_ms), overlap_end_ms);
    std::vector<store::RowChange> rows = rows_for_new(issued.key);
    rows.push_back(row_change(old.key, old.revision));
    describe(trail, old.key);
    OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, std::move(rows), trail, loop));
    if (done != RowCommit::kDone) continue;
    cache_.forget(from_hex(old.key.hash));
    co_return issued;
  }
  co_return too_many_races();
}

Task<Result<ApiKey>> ApiKeys::revoke(std::string organization, std::string id, AuditTrail* trail, Loop& loop) {
  for (int attempt = 0; attempt < kRowCommitAttemptsMax; ++attempt) {
    OSLER_CO_TRY(KeyRow found, read(organization, id));
    describe(trail, found.key);
    if (found.key.revoked_ms) co_return std::move(found.key);
    found.key.revoked_ms = clock_.now_ms();
    std::vector<store::RowChange> rows = {row_change(found.key, found.revision)};
    OSLER_CO_TRY(const RowCommit done, co_await commit_rows(store_, std::move(rows), trail, loop));
    if (done != RowCommit::kDone) continue;
    cache_.forget(from_hex(found.key.hash));
    co_return std::move(found.key);
  }
  co_return too_many_races();
}

}  // namespace osler::access
