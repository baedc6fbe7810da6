#include "http/content_coding.h"

#include "base/ascii.h"


namespace osler::http {

namespace {

/// Whether "q=…" among the parameters is zero in every digit.
bool weighs_nothing(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = next_item(parameters, ';');
    if (parameter.size() < 3 || to_lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

bool is_text(std::string_view content_type) {
  const std::string_view type = next_item(content_type, ';');
  const auto ends_with = [type](std::string_view suffix) {
    return type.size() >= suffix.size() && equals_ignoring_case(type.substr(type.size() - suffix.size()), suffix);
  };
  return equals_ignoring_case(type.substr(0, 5), "text/") || ends_with("json") || ends_with("+xml") ||
         ends_with("/xml") || ends_with("/javascript");
}

bool is_compressible(const Response& response, std::size_t bytes_min) {
  if (response.source || response.body.size() < bytes_min || response.status == 206) return false;
  if (response.headers.get("content-encoding")) return false;
  const std::optional<std::string_view> type = response.headers.get("content-type");
  return type && is_text(*type);
}

}  // namespace

bool accepts_gzip(const Headers& request_headers) {
  for (const auto& [name, value] : request_headers.fields()) {
    if (!equals_ignoring_case(name, "accept-encoding")) continue;
    std::string_view codings = value;
    while (!codings.empty()) {
      std::string_view parameters = next_item(codings, ',');
      const std::string_view coding = next_item(parameters, ';');
      if (equals_ignoring_case(coding, "gzip")) return !weighs_nothing(parameters);
    }
  }
  return false;
}

void encode_content(Response& response, Gzip gzip, std::size_t bytes_min, GzipWriter& writer) {
  if (!is_compressible(response, bytes_min)) return;
  if (!response.headers.has_token("vary", "accept-encoding")) response.headers.add("Vary", "Accept-Encoding");
  if (gzip == Gzip::kRefused) return;
  if (std::optional<std::string> compressed = writer.compress(response.body)) {
    response.body = std::move(*compressed);
    response.headers.add("Content-Encoding", "gzip");
  }
}

}  // namespace osler::http
