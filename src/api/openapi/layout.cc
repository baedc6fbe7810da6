#include "api/openapi/layout.h"

#include <algorithm>

namespace osler::api::openapi {
namespace {

constexpr std::size_t kLineMax = 120;

bool is_container(json::View value) { return (value.is_object() || value.is_array()) && value.count() > 0; }

void start_line(std::string& out, std::size_t depth, std::size_t width) {
  out += '\n';
  out.append(depth * width, ' ');
}

void append_indented(std::string& out, json::View value, std::size_t depth) {
  if (!is_container(value) || value.raw().size() + depth <= kLineMax) {
    out += value.raw();
    return;
  }
  const bool object = value.is_object();
  out += object ? '{' : '[';
  bool first = true;
  for (const json::View member : value) {
    if (!first) out += ',';
    first = false;
    start_line(out, depth + 1, 1);
    if (object) {
      json::append_quoted(out, member.key());
      out += ": ";
    }
    append_indented(out, member, depth + 1);
  }
  start_line(out, depth, 1);
  out += object ? '}' : ']';
}

void append_yaml(std::string& out, json::View value, std::size_t depth) {
  const bool object = value.is_object();
  bool first = true;
  for (const json::View member : value) {
    // The first member of an element stands on the line of its dash.
    if (!first || depth == 0 || out.ends_with(':')) {
      if (!out.empty()) start_line(out, depth, 2);
    }
    first = false;
    if (object) {
      json::append_quoted(out, member.key());
      out += ':';
    } else {
      out += '-';
    }
    if (!is_container(member)) {
      out += ' ';
      out += member.raw();
    } else {
      if (!object) out += ' ';
      append_yaml(out, member, depth + 1);
    }
  }
}

}  // namespace

std::string indented_json(json::View value) {
  std::string out;
  append_indented(out, value, 0);
  return out + "\n";
}

std::string yaml(json::View value) {
  if (!is_container(value)) return std::string(value.raw()) + "\n";
  std::string out;
  append_yaml(out, value, 0);
  return out + "\n";
}

}  // namespace osler::api::openapi
