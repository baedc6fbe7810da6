#pragma once
// What POST /api/admin/purge does, and its report.

#include "api/admin/settings.h"
#include "server/background.h"
#include "server/rooms.h"

namespace osler::server {

/// Both must outlive what is returned.
api::admin::Purge purger(Rooms& rooms, Background& background);

}  // namespace osler::server
