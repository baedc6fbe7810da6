#pragma once
// API keys: issued, listed, rotated, revoked, found by their text. The text itself is never kept, only its keyed hash.
//
// Rows: "key", organization + "/" + id → the key; "key_hash", hash → where the key's row is.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/api_key_format.h"
#include "access/caller.h"
#include "base/hmac.h"
#include "access/last_used.h"
#include "access/organizations.h"
#include "access/row_cache.h"
#include "access/row_commit.h"
#include "base/rng.h"

namespace osler::access {

inline constexpr std::int64_t kRotationOverlapMsDefault = 24LL * 60 * 60 * 1000;
inline constexpr std::int64_t kRotationOverlapMsMax = 30 * kRotationOverlapMsDefault;
inline constexpr std::size_t kKeyNameCharactersMax = 120;

struct ApiKey {
  std::string id;            ///< "key_" + 24 hex.
  std::string organization;  ///< Its id.
  store::Environment environment = store::Environment::kTest;
  std::string name;
  bool may_read = true;
  bool may_write = true;
  bool sees_restricted = true;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> expires_ms;  ///< Works before, not at or after.
  std::optional<std::int64_t> revoked_ms;
  std::string last_four;  ///< Of the text, for lists.
  std::string hash;       ///< 64 hex characters.
};

/// What a new key is to be.
struct NewApiKey {
  std::string organization;
  store::Environment environment = store::Environment::kTest;
  std::string name;
  bool may_read = true;
  bool may_write = true;
  bool sees_restricted = true;
  std::optional<std::int64_t> expires_ms;
};

/// A key and, this once, its text.
struct IssuedKey {
  ApiKey key;
  std::string text;
};

class ApiKeys {
 public:
  /// `secret` keys the hashes. References must outlive this.
  ApiKeys(store::Store& store, Clock& clock, Rng& rng, Organizations& organizations, LastUsed& last_used,
          std::string_view secret);

  /// Who presents this text. Errors, all kUnauthenticated: UNAUTHORIZED (empty), INVALID_KEY_FORMAT, INVALID_KEY,
  /// KEY_REVOKED, KEY_EXPIRED. Notes the use.
  Result<Caller> authenticate(std::string_view presented);

  /// Newest first, revoked ones included.
  Result<std::vector<ApiKey>> list(const std::string& organization) const;
  /// Errors: kNotFound.
  Result<ApiKey> find(const std::string& organization, const std::string& id) const;
  Result<std::optional<std::int64_t>> last_used(const std::string& id) const { return last_used_.read(id); }

  /// Errors: as Store::commit.
  Task<Result<IssuedKey>> issue(NewApiKey wanted, AuditTrail* trail, Loop& loop);
  /// A new key like the old one; the old one ends `overlap_ms` from now (or earlier, if it would anyway). Errors:
  /// kNotFound; kConflict for a revoked or expired key.
  Task<Result<IssuedKey>> rotate(std::string organization, std::string id, std::int64_t overlap_ms, AuditTrail* trail,
                                 Loop& loop);
  /// Effective with the next request. Revoking again changes nothing. Errors: kNotFound.
  Task<Result<ApiKey>> revoke(std::string organization, std::string id, AuditTrail* trail, Loop& loop);

  /// After a change of what callers are made of: their organization.
  void forget_callers() { cache_.forget_all(); }

  /// For commits that make a key along with something else.
  IssuedKey make(const NewApiKey& wanted) const;
  static std::vector<store::RowChange> rows_for_new(const ApiKey& key);

 private:
  /// What authentication needs of a key.
  struct Known {
    Caller caller;
    std::optional<std::int64_t> expires_ms;
    bool revoked = false;
    LastUsed::Slot last_used;
  };
  struct KeyRow {
    ApiKey key;
    std::uint64_t revision = 0;
  };
  Result<std::shared_ptr<const Known>> load(const std::string& hash) const;
  Result<KeyRow> read(const std::string& organization, const std::string& id) const;

  store::Store& store_;
  Clock& clock_;
  Rng& rng_;
  Organizations& organizations_;
  LastUsed& last_used_;
  HmacSha256 hmac_;
  RowCache<Known> cache_;  ///< By the 32 bytes of the hash.
};

}  // namespace osler::access
