#include "answer_content.h"

#include <zlib.h>

namespace osler::load {
namespace {

std::string unpacked(const std::string& packed) {
  std::string out;
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  char chunk[65536];
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk);
    stream.avail_out = sizeof chunk;
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(chunk, sizeof chunk - stream.avail_out);
  }
  inflateEnd(&stream);
  return out;
}

/// "http://host:80/fhir?page=2" → "/fhir?page=2".
std::string path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == std::string_view::npos) return std::string(url);
  const std::size_t path = url.find('/', host + 3);
  return path == std::string_view::npos ? "/" : std::string(url.substr(path));
}

/// "…/Patient/12/_history/1" → "12".
std::string id_of_location(std::string_view location) {
  if (const std::size_t history = location.find("/_history/"); history != std::string_view::npos)
    location = location.substr(0, history);
  const std::size_t slash = location.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(location.substr(slash + 1));
}

void read_bundle(const simdjson::dom::element& root, AnswerContent& content) {
  simdjson::dom::array entries;
  if (root["entry"].get(entries) == simdjson::SUCCESS) {
    for (auto at = entries.begin(); at != entries.end(); ++at) ++content.entries;
  }
  simdjson::dom::array links;
  if (root["link"].get(links) != simdjson::SUCCESS) return;
  for (const simdjson::dom::element link : links) {
    std::string_view relation;
    std::string_view url;
    if (link["relation"].get(relation) == simdjson::SUCCESS && relation == "next" &&
        link["url"].get(url) == simdjson::SUCCESS)
      content.next = path_of(url);
  }
}

}  // namespace

AnswerContent content_of(const AnswerReader& answer, simdjson::dom::parser& parser) {
  AnswerContent content;
  content.id = id_of_location(answer.location());
  const std::string plain = answer.gzip() ? unpacked(answer.body()) : std::string();
  simdjson::dom::element root;
  content.parsed = parser.parse(answer.gzip() ? plain : answer.body()).get(root) == simdjson::SUCCESS;
  if (!content.parsed) return content;
  std::string_view id;
  std::string_view type;
  const bool named = root["resourceType"].get(type) == simdjson::SUCCESS;
  if (named && type == "Bundle") {
    read_bundle(root, content);
  } else if (root["id"].get(id) == simdjson::SUCCESS || root["data"]["id"].get(id) == simdjson::SUCCESS) {
    content.id = id;
  }
  return content;
}

}  // namespace osler::load
