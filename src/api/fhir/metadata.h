#pragma once
// GET [base]/metadata: what is really served, from the tables that serve it. Spec: FHIR R4, http.html#capabilities.

#include <mutex>
#include <string>

#include "api/fhir/exchange.h"
#include "json/writer.h"

namespace osler::fhir_api {

/// Facts about this base that are configured, not compiled.
struct BaseFacts {
  bool bearer = true;   ///< Tokens; else keys.
  bool cors = false;    ///< Whether some origin is allowed.
};

/// CapabilityStatement.rest.resource, which is the same for every request: made at the first. Any thread.
class TypeCapabilities {
 public:
  /// A JSON array.
  const std::string& all(const engine::Engine& engine);
  const std::string& normative(const engine::Engine& engine);

 private:
  std::once_flag all_made_, normative_made_;
  std::string all_, normative_;
};

/// `mode` full (the default), normative (only R4's normative types) or terminology (a TerminologyCapabilities).
/// Errors: kInvalidInput for another mode.
Result<http::Response> handle_metadata(const Exchange& exchange, const BaseFacts& facts, TypeCapabilities& types);

/// The operations whose routes begin with `first`: a type's name, or "" for those of all types and of the system.
void write_operations(json::Writer& writer, std::string_view first);

/// Members that both statements begin with.
void write_statement_head(json::Writer& writer, const Exchange& exchange, std::string_view resource_type);

void write_terminology_capabilities(json::Writer& writer, const Exchange& exchange);

}  // namespace osler::fhir_api
