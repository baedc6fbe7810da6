#pragma once
// The two resources that accounts and the public form make, written through the engine like any other.

#include "access/organizations.h"
#include "api/admin/settings.h"
#include "engine/engine.h"

namespace osler::api::admin {

/// `engine` must outlive what is returned.
CreatePractitioner practitioners_in(engine::Engine& engine);
RegisterPatient patients_in(engine::Engine& engine, access::Organization organization, store::Environment environment);

}  // namespace osler::api::admin
