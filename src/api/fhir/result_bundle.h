#pragma once
// Bundles of whole resources that an operation answers with.

#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "api/fhir/exchange.h"
#include "json/writer.h"

namespace osler::fhir_api {

/// A resource with its fullUrl and, unless `mode` is empty, search.mode.
void write_resource_entry(json::Writer& writer, const Exchange& exchange, const engine::Resource& resource, std::string_view mode);

/// The same of any JSON; without a fullUrl if that is empty.
void write_result_entry(json::Writer& writer, std::string_view full_url, std::string_view resource, std::string_view mode);

/// Resources that `matches` refer to directly, each once, as far as they exist and the caller may see them; none of `matches`, none in
/// `seen`, where every one is noted, and none that `is_left_out` says so. At most `max` in `seen`. Errors: kInvalidInput (too costly)
/// beyond it; those of the store.
Result<std::vector<engine::Resource>> referenced_by(const Exchange& exchange, const std::vector<engine::Resource>& matches,
                                                    std::set<store::RecordKey>& seen, std::size_t max,
                                                    const std::function<bool(const engine::Resource&)>& is_left_out);

}  // namespace osler::fhir_api
