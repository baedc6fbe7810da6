#include "api/openapi/names.h"

#include "json/tree.h"

namespace osler::api::openapi {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string capitalized_words(std::string_view hyphenated) {
  std::string name;
  bool begins = true;
  for (const char c : hyphenated) {
    if (c != '-') name += begins ? upper(c) : c;
    begins = c == '-';
  }
  return name;
}

std::string namespace_of(const v1::ResourceSchema& resource) {
  std::string name = capitalized_words(resource.path);
  name.front() = resource.path.front();
  return name;
}

std::string type_name_of(const v1::ResourceSchema& resource) { return capitalized_words(resource.event); }

std::string reference_to(std::string_view section, std::string_view name) {
  std::string json = "{\"$ref\":";
  json::append_quoted(json, "#/components/" + std::string(section) + "/" + std::string(name));
  return json + "}";
}

}  // namespace osler::api::openapi
