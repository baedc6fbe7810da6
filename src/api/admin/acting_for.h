#pragma once
// Which organization an admin acts for: the own one, or, for admins of the first organization, a named one.

#include <optional>
#include <string>
#include <string_view>

#include "api/admin/exchange.h"
#include "base/result.h"

namespace osler::api::admin {

/// `named` is an organization's id, or nothing. Errors: kForbidden; kInvalidInput for an unknown one, at `path`.
Result<access::Organization> organization_for(Rooms& rooms, const access::Caller& caller,
                                              const std::optional<std::string>& named, std::string_view path);

/// The same for a request whose only query parameter is ?organization=.
Result<access::Organization> organization_in_query(Rooms& rooms, const Exchange& exchange);

}  // namespace osler::api::admin
