#include "access/accounts.h"

namespace osler::access {

Accounts::Accounts(store::Store& given_store, Clock& given_clock, Rng& given_rng, const Secrets& secrets,
                   const AccountSettings& settings)
    : last_used(given_store),
      organizations(given_store, given_clock),
      keys(given_store, given_clock, given_rng, organizations, last_used, secrets.key_hash),
      users(given_store, given_clock, given_rng, last_used),
      tokens(given_store, given_clock, given_rng, secrets.token, settings.token_lifetime_ms),
      authenticator(keys, users, tokens, organizations),
      store(given_store),
      clock(given_clock),
      rng(given_rng) {}

Result<std::unique_ptr<Accounts>> Accounts::open(store::Store& store, Clock& clock, Rng& rng,
                                                 const AccountSettings& settings) {
  OSLER_TRY(const Secrets secrets, read_secrets(store));
  return std::unique_ptr<Accounts>(new Accounts(store, clock, rng, secrets, settings));
}

}  // namespace osler::access
