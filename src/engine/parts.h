#pragma once
// What every room of the engine works with. Private to this folder.

#include "access/policy.h"
#include "base/clock.h"
#include "engine/conformance.h"
#include "base/turns.h"
#include "engine/engine.h"
#include "engine/idempotency.h"
#include "engine/new_id.h"
#include "fhir/model/definitions.h"
#include "fhir/search/resource_extractor.h"
#include "fhir/validate/structure_check.h"
#include "store/store.h"

namespace osler::engine {

struct Parts {
  const fhir::Definitions& definitions;
  const fhir::ResourceExtractor& extractor;
  const access::Policy& policy;
  store::Store& store;
  Clock& clock;
  Rng& rng;
  Settings settings;
  fhir::StructureChecker checker;
  Conformance conformance;
  TypeId search_parameter;
  mutable IdMaker ids;
  mutable KeysInFlight keys_in_flight = {};
  mutable Turns booking_turns = {};  ///< By partition and practitioner.
  NewIndexes on_new_indexes = {};
};

struct Engine::Impl {
  Parts parts;
};

}  // namespace osler::engine
