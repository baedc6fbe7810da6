#include "api/fhir/media_type.h"

#include <algorithm>

#include "base/ascii.h"

namespace osler::fhir_api {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool MediaType::is_ours() const {
  const bool version = fhir_version.empty() || fhir_version == "4.0" || fhir_version == "4.0.1";
  return version && (charset.empty() || charset == "utf-8" || charset == "utf8");
}

std::string_view next_in_list(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view item = trimmed(rest.substr(0, end));
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return item;
}

MediaType parse_media_type(std::string_view text) {
  MediaType type;
  type.name = lower(next_in_list(text, ';'));
  while (!text.empty()) {
    const std::string_view parameter = next_in_list(text, ';');
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name = lower(trimmed(parameter.substr(0, equals)));
    const std::string value = lower(unquoted(trimmed(parameter.substr(equals + 1))));
    if (name == "fhirversion") type.fhir_version = value;
    if (name == "charset") type.charset = value;
    if (name == "q") type.is_refused = value.find_first_not_of("0.") == std::string::npos;
  }
  return type;
}

}  // namespace osler::fhir_api
