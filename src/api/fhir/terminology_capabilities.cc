// TerminologyCapabilities: what the terminology operations take. Spec: FHIR R4, terminologycapabilities.html.

#include "api/fhir/metadata.h"

namespace osler::fhir_api {

void write_terminology_capabilities(json::Writer& writer, const Exchange& exchange) {
  write_statement_head(writer, exchange, "TerminologyCapabilities");
  writer.key("expansion");
  writer.begin_object();
  writer.member("hierarchical", false);
  writer.member("paging", true);
  writer.member("incomplete", false);
  writer.end_object();
  writer.member("codeSearch", "explicit");
  writer.key("validateCode");
  writer.begin_object();
  writer.member("translations", false);
  writer.end_object();
  writer.key("translation");
  writer.begin_object();
  writer.member("needsMap", true);
  writer.end_object();
  writer.key("closure");
  writer.begin_object();
  writer.member("translation", false);
  writer.end_object();
}

}  // namespace osler::fhir_api
