#pragma once
// GET [base]/metadata: what is really served, from the tables that serve it. Spec: FHIR R4, http.html#capabilities.

#include <map>
#include <memory>
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

/// CapabilityStatement.rest.resource: a JSON array for each state of what a partition searches by, made when first asked for. A
/// few of them are kept. Any thread.
class TypeCapabilities {
 public:
  /// `own`: of the caller's partition; null, or without any ready parameter: R4 alone.
  std::shared_ptr<const std::string> all(const engine::Engine& engine, store::Partition partition, const osler::fhir::OwnParameters* own);
  std::shared_ptr<const std::string> normative(const engine::Engine& engine, store::Partition partition, const osler::fhir::OwnParameters* own);

 private:
  enum class Types : std::uint8_t { kAll, kNormative };
  struct Made {
    std::uint64_t snapshot = 0;
    std::shared_ptr<const std::string> text;
  };
  std::shared_ptr<const std::string> text(const engine::Engine& engine, store::Partition partition, const osler::fhir::OwnParameters* own, Types types);

  std::mutex mutex_;
  std::map<std::pair<store::Partition, Types>, Made> made_;
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
