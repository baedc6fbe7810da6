#pragma once
// One request on its way through the admin API, and what its handlers work with.

#include <functional>
#include <string>

#include "access/accounts.h"
#include "access/address_limit.h"
#include "access/authenticator.h"
#include "access/password_workers.h"
#include "access/row_commit.h"
#include "api/admin/settings.h"
#include "base/loop.h"
#include "base/turns.h"
#include "http/message.h"

namespace osler::api::admin {

struct Exchange {
  http::Request& request;
  Loop& loop;
  access::AuditTrail trail;
  std::string id;         ///< What stands for {id} in the route's path.
  access::Bearer bearer;  ///< On public routes: nobody.

  const access::Caller& caller() const { return bearer.caller; }
  /// Before a commit that writes the audit entry: how the request will have ended.
  void will_answer(int status) {
    trail.record.status = status;
    trail.record.outcome = access::outcome_of(status);
  }
};

/// Lives as long as the API.
struct Rooms {
  access::Accounts& accounts;
  access::PasswordWorkers& passwords;
  AdminDoors doors;
  AdminSettings settings;
  access::AddressLimiter auth_limiter;
  access::AddressLimiter public_limiter;
  access::AddressLimiter wrong_credentials;
  Turns pid_turns = {};  ///< By organization: so that no registration is refused for having lost races for its number.
};

}  // namespace osler::api::admin
