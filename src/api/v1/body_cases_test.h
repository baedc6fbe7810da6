#pragma once
// For tests: the shared schema, and the bodies of testdata/v1 with their placeholders filled in.

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "api/v1/schema.h"
#include "base/assert.h"
#include "json/draft.h"
#include "json/parser.h"

namespace osler::api::v1 {

inline constexpr std::int64_t kTestNowMs = 1'736'935'200'000;  // 2025-01-15T10:00:00Z

inline const fhir::Definitions& test_definitions() {
  static const fhir::Definitions definitions = fhir::Definitions::built_in().value();
  return definitions;
}

inline const Schema& test_schema() {
  static const std::unique_ptr<const Schema> schema = [] {
    auto loaded = Schema::load(test_definitions());
    if (!loaded.ok()) assertion_failed(loaded.error().message.c_str(), __FILE__, __LINE__);
    return std::move(*loaded);
  }();
  return *schema;
}

inline json::Tree parse_with(std::string_view text, const json::NameTable& names) {
  json::Parser parser;
  auto tree = parser.parse(json::PaddedBytes(text), names);
  if (!tree.ok()) assertion_failed(tree.error().message.c_str(), __FILE__, __LINE__);
  return std::move(*tree);
}

/// A body of /v1.
inline json::Tree parse_body_text(std::string_view text) { return parse_with(text, test_schema().names()); }
/// A FHIR resource.
inline json::Tree parse_fhir_text(std::string_view text) { return parse_with(text, test_definitions().names()); }

/// One pair of testdata/v1: what is sent and what it becomes.
struct BodyCase {
  std::string path;  ///< Of the resource.
  std::string name;  ///< "minimalBody", "fullBody", "fullBodyAlt[1]".
  std::string body;
  std::string expected_fhir;
};
inline void PrintTo(const BodyCase& one, std::ostream* out) { *out << one.path << ' ' << one.name; }

/// "{practitionerId}" becomes "practitionerId", "{now}" the test's time.
inline std::string with_placeholders_filled(std::string text) {
  for (std::size_t at = text.find("{now}"); at != std::string::npos; at = text.find("{now}", at)) {
    text.replace(at, 5, "2025-01-15T10:00:00.000Z");
  }
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens = text[i] == '{' && i > 0 && (text[i - 1] == '"' || text[i - 1] == '/');
    const std::size_t close = opens ? text.find('}', i) : std::string::npos;
    const bool is_word = close != std::string::npos && text.find_first_of(" \":,{\n", i + 1) > close;
    if (is_word) {
      filled += text.substr(i + 1, close - i - 1);
      i = close;
    } else {
      filled += text[i];
    }
  }
  return filled;
}

/// Applies {"drop": […], "set": {…}} to an object.
inline std::string with_changes(json::View object, json::View changes) {
  json::Draft draft(object);
  for (const json::View name : changes.member("drop")) draft.root().erase(name.text());
  for (const json::View value : changes.member("set")) draft.root().ensure_member(value.key()).set_view(value);
  return draft.text();
}

inline std::string read_whole_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Every pair of every resource.
inline const std::vector<BodyCase>& body_cases() {
  static const std::vector<BodyCase> cases = [] {
    std::vector<BodyCase> all;
    for (const auto& resource : test_schema().resources()) {
      const std::string file =
          read_whole_file(std::string(OSLER_SOURCE_DIR) + "/testdata/v1/" + resource->path + ".json");
      const json::Tree tree = parse_with(file, json::NameTable());
      const json::View root = tree.root();
      const auto raw = [&root](std::string_view name) { return std::string(root.member(name).raw()); };
      all.push_back({resource->path, "minimalBody", raw("minimalBody"), raw("expectedFhirOfMinimalBody")});
      all.push_back({resource->path, "fullBody", raw("fullBody"), raw("expectedFhirOfFullBody")});
      std::size_t i = 0;
      for (const json::View alternative : root.member("fullBodyAlt")) {
        all.push_back({resource->path, "fullBodyAlt[" + std::to_string(i++) + "]",
                       with_changes(root.member("fullBody"), alternative),
                       with_changes(root.member("expectedFhirOfFullBody"), alternative.member("expectedFhir"))});
      }
    }
    for (BodyCase& one : all) {
      one.body = with_placeholders_filled(one.body);
      one.expected_fhir = with_placeholders_filled(one.expected_fhir);
    }
    return all;
  }();
  return cases;
}

}  // namespace osler::api::v1
