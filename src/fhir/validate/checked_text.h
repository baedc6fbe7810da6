#pragma once
// For tests: parses a text and checks its structure.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/definitions.h"
#include "fhir/terms/shipped.h"
#include "fhir/validate/profile_set.h"
#include "fhir/validate/structure_check.h"
#include "json/parser.h"

namespace osler::fhir {

inline const Definitions& r4() {
  static const Definitions definitions = [] {
    Result<Definitions> opened = Definitions::built_in();
    OSLER_ASSERT(opened.ok());
    return std::move(opened).value();
  }();
  return definitions;
}

inline json::Tree parsed(std::string_view text) {
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), r4().names());
  EXPECT_TRUE(tree.ok()) << (tree.ok() ? "" : tree.error().message) << "\n" << text;
  return tree.ok() ? std::move(tree).value() : json::Tree();
}

/// The profiles and extensions that R4 ships.
inline const ProfileSet& shipped_profiles() {
  static const terms::ShippedSource source = terms::ShippedSource::open().value();
  static const terms::Library library(r4(), {&source});
  static const ProfileSet profiles(r4(), library);
  return profiles;
}

inline Findings findings_of(std::string_view text, const StructureCheckOptions& options = {}) {
  static const StructureChecker checker(r4());
  const json::Tree tree = parsed(text);
  Findings findings;
  checker.check(tree.root(), options, findings);
  return findings;
}

/// "required Encounter.status" for each finding.
inline std::vector<std::string> lines_of(const Findings& findings) {
  std::vector<std::string> lines;
  for (const Issue& issue : findings.issues) lines.push_back(std::string(code_of(issue.type)) + " " + issue.expression);
  return lines;
}

}  // namespace osler::fhir
