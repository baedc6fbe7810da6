#include "api/admin/acting_for.h"

#include "access/organizations.h"
#include "api/admin/answer.h"
#include "api/admin/query_fields.h"

namespace osler::api::admin {

Result<access::Organization> organization_for(Rooms& rooms, const access::Caller& caller,
                                              const std::optional<std::string>& named, std::string_view path) {
  if (!named || *named == caller.organization.id) return caller.organization;
  if (caller.organization.number != access::kFirstOrganization) {
    return Error{ErrorKind::kForbidden, "only admins of the first organization may name another one", {}, {}};
  }
  Result<access::Organization> found = rooms.accounts.organizations.find(*named);
  if (!found.ok() && found.error().kind == ErrorKind::kNotFound) {
    return validation_error(std::string(path), "no such organization");
  }
  return found;
}

Result<access::Organization> organization_in_query(Rooms& rooms, const Exchange& exchange) {
  OSLER_TRY(QueryFields query, QueryFields::read(exchange.request));
  const std::optional<std::string> named = query.text("organization");
  OSLER_RETURN_IF_ERROR(query.finish());
  return organization_for(rooms, exchange.caller(), named, "organization");
}

}  // namespace osler::api::admin
