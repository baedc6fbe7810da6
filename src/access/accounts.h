#pragma once
// Everything about accounts over one store, wired together. Made once by src/server or a command, passed down.

#include <memory>

#include "access/api_keys.h"
#include "access/authenticator.h"
#include "access/last_used.h"
#include "access/organizations.h"
#include "access/secrets.h"
#include "access/tokens.h"
#include "access/users.h"

namespace osler::access {

struct AccountSettings {
  std::int64_t token_lifetime_ms = kTokenLifetimeMsDefault;
};

class Accounts {
 public:
  /// References must outlive this. Errors: kNotFound if the store holds no installation (create_installation()).
  static Result<std::unique_ptr<Accounts>> open(store::Store& store, Clock& clock, Rng& rng,
                                                const AccountSettings& settings = {});
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  LastUsed last_used;
  Organizations organizations;
  ApiKeys keys;
  Users users;
  Tokens tokens;
  Authenticator authenticator;
  store::Store& store;
  Clock& clock;
  Rng& rng;

 private:
  Accounts(store::Store& store, Clock& clock, Rng& rng, const Secrets& secrets, const AccountSettings& settings);
};

}  // namespace osler::access
