#pragma once
// The tokens people's requests carry: JWTs of one algorithm under one secret of this installation. What a token says
// about its bearer is not trusted beyond who it is and until when: the account is looked up at every request.
//
// Rows: "revoked", expiry in seconds (12 digits) + "/" + jti → nothing; kept until the token would have expired.
// Spec: RFC 7519 (JWT), RFC 7515 (JWS), HS256 only.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/hmac.h"
#include "access/organizations.h"
#include "access/row_cache.h"
#include "access/row_commit.h"
#include "access/users.h"
#include "base/rng.h"

namespace osler::access {

inline constexpr std::int64_t kTokenLifetimeMsDefault = 8LL * 60 * 60 * 1000;
inline constexpr std::int64_t kTokenLifetimeMsMax = 720LL * 60 * 60 * 1000;
inline constexpr std::size_t kTokenBytesMax = 4'096;

/// What a valid token states.
struct TokenClaims {
  std::string user;          ///< sub: the account's id.
  std::string organization;  ///< org: its id.
  store::Environment environment = store::Environment::kLive;
  std::string id;               ///< jti.
  std::int64_t expires_s = 0;   ///< exp: seconds since 1970. Works before, not at or after.
  std::int64_t generation = 0;  ///< gen: User::generation when it was made.
};

class Tokens {
 public:
  /// References must outlive this.
  Tokens(store::Store& store, Clock& clock, Rng& rng, std::string_view secret,
         std::int64_t lifetime_ms = kTokenLifetimeMsDefault);

  /// A new token. Nothing is stored.
  std::string issue(const User& user, store::Environment environment) const;

  /// Its claims if we made it, unchanged, and it is neither expired nor revoked. Errors: kUnauthenticated for all else,
  /// with the same message; kInternal, kUnavailable of the store.
  Result<TokenClaims> check(std::string_view token);

  /// Effective with the next request. Errors: as Store::commit.
  Task<Status> revoke(TokenClaims claims, AuditTrail* trail, Loop& loop);

 private:
  struct State {
    bool revoked = false;
  };
  store::Store& store_;
  Clock& clock_;
  Rng& rng_;
  HmacSha256 hmac_;
  std::int64_t lifetime_ms_;
  RowCache<TokenClaims>
      claims_;  ///< By the payload's text, once a signature over it was right. Not rows, but as slow to read.
  RowCache<State> revoked_;  ///< By the revocation's row key.
};

}  // namespace osler::access
