#include "engine/engine.h"

#include "engine/parts.h"

namespace osler::engine {

Engine::Engine(const fhir::Definitions& definitions, const fhir::ResourceExtractor& extractor, const access::Policy& policy,
               store::Store& store, Clock& clock, Rng& rng, Settings settings)
    : impl_(new Impl{Parts{definitions, extractor, policy, store, clock, rng, std::move(settings), fhir::StructureChecker(definitions),
                           Conformance(definitions, store), *definitions.resource_type("SearchParameter"),
                           IdMaker(clock, rng)}}) {}

Engine::~Engine() = default;

const fhir::Definitions& Engine::definitions() const { return impl_->parts.definitions; }
const fhir::ResourceExtractor& Engine::extractor() const { return impl_->parts.extractor; }
const access::Policy& Engine::policy() const { return impl_->parts.policy; }
store::Store& Engine::store() const { return impl_->parts.store; }
Clock& Engine::clock() const { return impl_->parts.clock; }
const Conformance& Engine::conformance() const { return impl_->parts.conformance; }
void Engine::on_new_indexes(NewIndexes call) { impl_->parts.on_new_indexes = std::move(call); }

Result<std::shared_ptr<const fhir::OwnParameters>> Engine::parameters(const Session& session) const {
  return impl_->parts.extractor.parameters().of(session.caller.partition());
}

const Settings& Engine::settings() const { return impl_->parts.settings; }

}  // namespace osler::engine
