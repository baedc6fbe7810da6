#include "fhir/search/full_text.h"

#include <string_view>

#include "fhir/search/search_parser.h"

namespace osler::fhir {
namespace {

// Tags and entities separate words: folding would make a space of nearly every character that an entity stands for.
void append_plain(std::string_view xhtml, std::string& out) {
  for (std::size_t i = 0; i < xhtml.size(); ++i) {
    if (xhtml[i] == '<') {
      const std::size_t end = xhtml.find('>', i);
      if (end == std::string_view::npos) return;
      out += ' ';
      i = end;
    } else if (xhtml[i] == '&') {
      const std::size_t end = xhtml.find(';', i);
      if (end == std::string_view::npos) return;
      out += ' ';
      i = end;
    } else {
      out += xhtml[i];
    }
  }
}

void append_value(json::View value, std::string& out) {
  if (value.is_object() || value.is_array()) {
    for (const json::View member : value) {
      if (member.key() == "resourceType") continue;
      if (member.key() == "div" && member.is_string()) {
        append_plain(member.text(), out);
      } else {
        append_value(member, out);
      }
    }
    return;
  }
  if (!value.is_string() && !value.is_number()) return;
  out += ' ';
  out += value.text();
}

}  // namespace

std::string narrative_words(json::View resource) {
  const json::View div = resource.member("text").member("div");
  std::string plain;
  if (div.is_string()) append_plain(div.text(), plain);
  return fold_text(plain);
}

std::string content_words(json::View resource) {
  std::string plain;
  append_value(resource, plain);
  return fold_text(plain);
}

}  // namespace osler::fhir
