#pragma once
// A media type with its parameters, as Accept and Content-Type carry it. Spec: RFC 9110, section 8.3.1, 12.5.1.

#include <optional>
#include <string>
#include <string_view>

namespace osler::fhir_api {

struct MediaType {
  std::string name;          ///< "application/fhir+json", in lower case.
  std::string fhir_version;  ///< Of the parameter fhirVersion; empty: none.
  std::string charset;       ///< In lower case; empty: none.
  bool is_refused = false;   ///< q=0.

  bool is_json() const { return is_fhir_json() || name == "application/json" || name == "text/json"; }
  bool is_fhir_json() const { return name == "application/fhir+json" || name == "application/json+fhir"; }
  /// Version 4.0 or none, UTF-8 or none.
  bool is_ours() const;
};

MediaType parse_media_type(std::string_view text);

/// The next item of a comma-separated list, trimmed; `rest` goes on behind it.
std::string_view next_in_list(std::string_view& rest, char separator = ',');

}  // namespace osler::fhir_api
