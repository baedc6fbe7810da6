#include "access/organizations.h"

#include <optional>
#include <string>
#include <utility>

#include "access/founding.h"
#include "api/admin/account_json.h"
#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"
#include "api/admin/query_fields.h"

namespace osler::api::admin {
namespace {

using access::Organization;

Error forbidden(std::string message) { return {ErrorKind::kForbidden, std::move(message), {}, {}}; }

/// Whether the caller may add an organization under `parent` (empty: under none).
Status permit_parent(Rooms& rooms, const access::Caller& caller, const std::string& parent) {
  const bool is_first = caller.organization.number == access::kFirstOrganization;
  if (parent.empty()) {
    if (is_first) return {};
    return forbidden("only admins of the first organization may add one without a parent");
  }
  const Result<Organization> found = rooms.accounts.organizations.find(parent);
  if (!found.ok() && found.error().kind != ErrorKind::kNotFound) return found.error();
  if (!found.ok() && is_first) return validation_error("parent", "no such organization");
  // To others an unknown organization looks like one that is not theirs.
  if (!found.ok()) return forbidden("this parent is not yours");
  OSLER_TRY(const bool may_manage, rooms.accounts.organizations.may_manage(caller.organization, *found));
  if (!may_manage) return forbidden("this parent is not yours");
  return {};
}

void write_organization(json::Writer& writer, const Organization& organization) {
  writer.begin_object();
  writer.member("id", organization.id);
  writer.member("name", organization.name);
  if (!organization.parent.empty()) writer.member("parent", organization.parent);
  if (organization.profiles) writer.member("validationProfiles", access::word_for(*organization.profiles));
  writer.end_object();
}

/// The organization in the path. To those who may not manage it, it looks like one that does not exist.
Result<Organization> managed(Rooms& rooms, const Exchange& exchange) {
  OSLER_TRY(Organization found, rooms.accounts.organizations.find(exchange.id));
  OSLER_TRY(const bool may_manage, rooms.accounts.organizations.may_manage(exchange.caller().organization, found));
  if (!may_manage) return not_found("no such organization");
  return found;
}

Result<access::OrganizationChange> read_change(Exchange& exchange) {
  constexpr std::string_view kServers = "default";
  OSLER_TRY(BodyFields body, BodyFields::read(exchange.request));
  access::OrganizationChange change;
  if (const std::optional<std::string> word = body.optional_text("validationProfiles", {0, 20})) {
    const std::optional<access::ProfilePolicy> policy = access::profile_policy_for(*word);
    if (!policy && *word != kServers) body.add_fault("validationProfiles", "expected off, warn, enforce or default");
    change.profiles = policy;
  }
  OSLER_RETURN_IF_ERROR(body.finish());
  return change;
}

}  // namespace

Answer list_organizations(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "Organization";
  OSLER_CO_TRY(QueryFields query, QueryFields::read(exchange.request));
  OSLER_CO_RETURN_IF_ERROR(query.finish());
  OSLER_CO_TRY(const std::vector<Organization> all, rooms.accounts.organizations.list());
  std::vector<Organization> own;
  for (const Organization& organization : all) {
    OSLER_CO_TRY(const bool may_manage,
                 rooms.accounts.organizations.may_manage(exchange.caller().organization, organization));
    if (may_manage) own.push_back(organization);
  }
  OSLER_CO_TRY(std::string body, list_json(own, [](json::Writer& writer, const Organization& organization) {
                 write_organization(writer, organization);
                 return Status();
               }));
  co_return json_answer(200, std::move(body));
}

Answer create_organization(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "Organization";
  OSLER_CO_TRY(BodyFields body, BodyFields::read(exchange.request));
  const std::string name = body.required_text("name", {1, access::kOrganizationNameCharactersMax});
  const std::string parent = body.optional_text("parent", {0, 120}).value_or("");
  OSLER_CO_RETURN_IF_ERROR(body.finish());
  OSLER_CO_RETURN_IF_ERROR(permit_parent(rooms, exchange.caller(), parent));

  exchange.will_answer(201);
  OSLER_CO_TRY(const access::FoundedOrganization founded,
               co_await access::found_organization(rooms.accounts, name, parent, &exchange.trail, exchange.loop));
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  writer.key("organization");
  writer.begin_object();
  writer.member("id", founded.organization.id);
  writer.member("name", founded.organization.name);
  writer.end_object();
  writer.key("keys");
  writer.begin_object();
  writer.member("test", founded.test_key);
  writer.member("live", founded.live_key);
  writer.end_object();
  writer.end_object();
  co_return json_answer(201, std::move(answer));
}

Answer change_organization(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "Organization";
  exchange.trail.record.resource_id = exchange.id;
  OSLER_CO_TRY(const Organization before, managed(rooms, exchange));
  OSLER_CO_TRY(access::OrganizationChange change, read_change(exchange));
  exchange.will_answer(200);
  OSLER_CO_TRY(const Organization organization,
               co_await rooms.accounts.organizations.change(before.id, std::move(change), &exchange.trail, exchange.loop));
  rooms.accounts.keys.forget_callers();
  std::string answer;
  json::Writer writer(answer);
  writer.begin_object();
  writer.key("organization");
  write_organization(writer, organization);
  writer.end_object();
  co_return json_answer(200, std::move(answer));
}

}  // namespace osler::api::admin
