#pragma once
// Is this body right? Every fault of a simplified body at once: unknown and read-only fields, types, limits, words,
// groups, and the rules between fields. Whether what it refers to exists is the engine's business.
// Spec: v1.md, sections 4, 6 and 8.

#include <span>
#include <string>

#include "api/v1/findings.h"
#include "api/v1/schema.h"
#include "json/tree.h"

namespace osler::api::v1 {

enum class Purpose : std::uint8_t { kCreate, kPatch };

struct CheckOptions {
  Purpose purpose = Purpose::kCreate;
  /// On PATCH: the stored resource in its simplified form. Decides about fields that may not change, and stands in for
  /// what the body does not send.
  json::View before = {};
  std::span<const std::string> own_bases = {};  ///< FHIR bases of this server.
};

/// Adds one finding for each fault. The body must have been parsed with schema.names().
void check_body(const Schema& schema, const ResourceSchema& resource, json::View body, const CheckOptions& options,
                Findings& findings);

}  // namespace osler::api::v1
