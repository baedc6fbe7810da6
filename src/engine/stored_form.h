#pragma once
// The text a store keeps for a resource, and the text that is sent: the client's own members, with id and meta in a known
// place at the front, so that reading inserts version, time and tenant tag without parsing.
// Format: docs/formats/stored-resource.md.

#include <cstdint>
#include <string>
#include <string_view>

#include "json/tree.h"
#include "store/record.h"

namespace osler::engine {

struct StoredForm {
  std::string text;             ///< {"resourceType":…,"id":…,"meta":{"tag":[…],…},…}
  std::uint32_t splice_at = 0;  ///< Offset just behind `"meta":{`.
};

/// Whether make_stored_form() would drop something of `resource` that can be searched by.
bool holds_computed(json::View resource, std::string_view tenant_system);

/// `resource` must be an object. Its id, meta.versionId, meta.lastUpdated, tags of `tenant_system` and a meta.source of
/// present_with_source() are dropped; every other value keeps its bytes.
StoredForm make_stored_form(json::View resource, std::string_view type_name, std::string_view id,
                            std::string_view tenant_system);

/// The complete resource: `stored` with meta.versionId, meta.lastUpdated and the tenant's tag.
std::string present_text(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                         std::string_view tenant);

/// The same with a meta.source that says who wrote this version by which request, unless the resource has one of its own:
/// "urn:osler:fhir:user_1#req_2". For histories.
std::string present_with_source(std::string_view stored, const store::VersionHeader& header, std::string_view tenant_system,
                                std::string_view tenant);

}  // namespace osler::engine
