#pragma once
// What the admin API is told by whoever builds it.

#include <functional>
#include <string>

#include "access/address_limit.h"
#include "access/row_commit.h"
#include "access/users.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"

namespace osler::api::admin {

/// Makes sure that a practitioner's account has its Practitioner resource, with the account's id, in both environments.
/// Does nothing where one is live already.
using CreatePractitioner = std::function<Task<Status>(access::User user, access::Organization organization,
                                                      std::string request_id, Loop& loop)>;

/// What a visitor of the public form wrote, checked.
struct NewPatient {
  std::string given_name, family_name, birth_date, gender;
  std::string phone, email, line, city, state, postal_code;  ///< Empty: not given.
};

struct RegisteredPatient {
  std::string id;
  std::string text;  ///< The resource as stored.
};

/// Creates the patient with `pid` as its identifier "urn:pid", with the trail's audit entry in the same commit.
using RegisterPatient = std::function<Task<Result<RegisteredPatient>>(NewPatient patient, std::string pid,
                                                                      access::AuditTrail& trail, Loop& loop)>;

struct AdminDoors {
  CreatePractitioner create_practitioner;  ///< Empty: accounts have no resource (tests).
  RegisterPatient register_patient;        ///< Empty: public registration is off, the default.
};

struct AdminSettings {
  access::AddressLimits auth_limits = access::kAuthLimits;
  access::AddressLimits public_limits = access::kPublicLimits;
  access::AddressLimits wrong_credentials_limits = access::kWrongCredentialsLimits;
  /// Where public registration writes: an organization's id. Needed only with register_patient.
  std::string public_organization;
  store::Environment public_environment = store::Environment::kLive;
};

}  // namespace osler::api::admin
