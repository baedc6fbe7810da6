#pragma once
// From what a request presents to who is asking.

#include <string_view>

#include "access/api_keys.h"
#include "access/caller.h"
#include "access/organizations.h"
#include "access/tokens.h"
#include "access/users.h"
#include "base/result.h"

namespace osler::access {

/// A person's caller and the token it came with.
struct Bearer {
  Caller caller;
  TokenClaims claims;
};

/// Any thread. After the first request of a key or token it touches no row for five seconds.
class Authenticator {
 public:
  /// References must outlive this.
  Authenticator(ApiKeys& keys, Users& users, Tokens& tokens, Organizations& organizations)
      : keys_(keys), users_(users), tokens_(tokens), organizations_(organizations) {}

  /// The value of the header x-api-key; empty if absent. Errors, all kUnauthenticated, by Error.code: UNAUTHORIZED,
  /// INVALID_KEY_FORMAT, INVALID_KEY, KEY_REVOKED, KEY_EXPIRED.
  Result<Caller> by_key(std::string_view presented) { return keys_.authenticate(presented); }

  /// The value of the header Authorization; empty if absent. The account must be there, active and of the token's
  /// organization; role and name are the account's of now. Errors: kUnauthenticated.
  Result<Caller> by_token(std::string_view authorization);
  /// As by_token, for those who end or keep the token itself.
  Result<Bearer> bearer(std::string_view authorization);

 private:
  ApiKeys& keys_;
  Users& users_;
  Tokens& tokens_;
  Organizations& organizations_;
};

/// What a person's account may do, in one environment.
Caller caller_for(const User& user, Organization organization, store::Environment environment);

}  // namespace osler::access
