#pragma once
// What the admin API is told by whoever builds it.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/address_limit.h"
#include "access/row_commit.h"
#include "access/users.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"

namespace osler::events {
class Webhooks;
}

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

/// Adds the FHIR package in `archive` (.tgz) to both environments; the package as JSON.
using AddPackage = std::function<Task<Result<std::string>>(access::Organization organization, std::string_view archive,
                                                           access::AuditTrail& trail, Loop& loop)>;
/// The packages of an organization, each as JSON.
using ListPackages = std::function<Result<std::vector<std::string>>(const access::Organization& organization)>;

/// The search parameters beside R4's in the caller's environment, each as JSON.
using ListSearchParameters = std::function<Result<std::vector<std::string>>(const access::Caller& caller)>;

/// What is to be purged of the caller's organization and environment, and why.
struct PurgeOrder {
  std::string type_name;
  std::string id;
  bool with_compartment = false;
  bool cascades = false;
};
/// Purges; the report as JSON. The trail's audit entry is written in the same commit.
using Purge = std::function<Task<Result<std::string>>(access::Caller caller, PurgeOrder order, access::AuditTrail& trail, Loop& loop)>;

struct AdminDoors {
  events::Webhooks* webhooks = nullptr;    ///< Null: there are no webhooks (tests).
  CreatePractitioner create_practitioner;  ///< Empty: accounts have no resource (tests).
  RegisterPatient register_patient;        ///< Empty: public registration is off, the default.
  AddPackage add_package = {};             ///< Empty: packages are not offered (tests).
  ListPackages list_packages = {};
  ListSearchParameters list_search_parameters = {};  ///< Empty: not listed (tests).
  Purge purge = {};                                  ///< Empty: not offered (tests).
};

struct AdminSettings {
  std::uint64_t package_bytes_max = 64ULL << 20U;  ///< Of one package's archive.
  access::AddressLimits auth_limits = access::kAuthLimits;
  access::AddressLimits public_limits = access::kPublicLimits;
  access::AddressLimits wrong_credentials_limits = access::kWrongCredentialsLimits;
  /// Where public registration writes: an organization's id. Needed only with register_patient.
  std::string public_organization;
  store::Environment public_environment = store::Environment::kLive;
};

}  // namespace osler::api::admin
