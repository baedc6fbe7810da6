#pragma once
// Entries of a batch-response and a transaction-response. Spec: FHIR R4, bundle.html#bundle-response.

#include "api/fhir/exchange.h"
#include "json/writer.h"

namespace osler::fhir_api {

/// What the answer of an entry depends on beside what became of it.
struct EntryForm {
  const osler::fhir::Definitions& definitions;
  std::string base_url;
  ReturnPreference preference;
};
EntryForm form_of(const Exchange& exchange);

/// What a write of a transaction is answered with. The resource is shown only if asked for (ADR 0003).
void write_written_entry(json::Writer& writer, const EntryForm& form, const engine::Written& written, bool deletes);

/// What an entry that was run by itself was answered.
void write_response_entry(json::Writer& writer, const Exchange& exchange, const http::Response& response);

/// The `response` of an entry, as an object: status, location, etag, lastModified, and the outcome if that is what was answered.
void write_response(json::Writer& writer, const http::Response& response);
/// Whether the answer's body is an OperationOutcome.
bool is_outcome(const http::Response& response);

/// A Bundle of that type up to its entries, and what comes after them.
void begin_bundle(json::Writer& writer, std::string_view type);
void end_bundle(json::Writer& writer);

/// A Bundle of that type while its entries are written one by one.
class BundleAnswer {
 public:
  explicit BundleAnswer(std::string_view type);
  BundleAnswer(const BundleAnswer&) = delete;
  BundleAnswer& operator=(const BundleAnswer&) = delete;

  /// So much is about to be written.
  void reserve(std::size_t bytes) { response_.body.reserve(bytes); }
  json::Writer& writer() { return writer_; }
  /// Nothing can be written afterwards.
  http::Response finish();

 private:
  http::Response response_;
  json::Writer writer_{response_.body};
};

/// A Bundle of that type; `write_entries` writes each entry.
http::Response bundle_response(std::string_view type, const std::function<void(json::Writer&)>& write_entries);

}  // namespace osler::fhir_api
