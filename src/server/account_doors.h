#pragma once
// Where accounts and resources touch: a practitioner's own Practitioner resource, and patients from the public form.

#include "api/admin/settings.h"
#include "server/rooms.h"

namespace osler::server {

/// Writes through the engine as the server itself. `rooms` must outlive what is returned.
api::admin::CreatePractitioner practitioner_maker(Rooms& rooms);

/// Creates patients for one organization and environment.
api::admin::RegisterPatient patient_registrar(Rooms& rooms, access::Organization organization, store::Environment environment);

}  // namespace osler::server
