#pragma once
// The search parameters that an organization has beside R4's, and how far each is, for the admin API.

#include "api/admin/settings.h"
#include "server/rooms.h"

namespace osler::server {

/// `rooms` must outlive what is returned.
api::admin::ListSearchParameters search_parameter_lister(Rooms& rooms);

}  // namespace osler::server
