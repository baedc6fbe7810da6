#pragma once
// For tests: content made of texts, and operations asked in JSON.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "fhir/model/definitions.h"
#include "fhir/terms/library.h"
#include "fhir/terms/operations.h"
#include "json/parser.h"

namespace osler::fhir::terms {

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
  EXPECT_TRUE(tree.ok()) << (tree.ok() ? "" : tree.error().message) << "\n" << text.substr(0, 300);
  return tree.ok() ? std::move(tree).value() : json::Tree();
}

/// Adds a conformance resource under its own url and version.
inline void add(MemorySource& source, std::string_view text) {
  const json::Tree tree = parsed(text);
  const json::View root = tree.root();
  const auto kind = kind_of(root.member("resourceType").text());
  ASSERT_TRUE(kind) << "no conformance resource: " << text.substr(0, 100);
  source.add(*kind, root.member("url").text(), root.member("version").exists() ? root.member("version").text() : "", std::string(text));
}

/// The answer to an operation with a Parameters resource, or "kind: message".
inline Result<std::string> asked(const Content& content, Operation operation, std::string_view parameters, OperationLimits limits = {},
                                 std::string languages = {}) {
  const json::Tree tree = parsed(parameters);
  OSLER_TRY(const OperationInput input, OperationInput::from_parameters(tree.root()));
  return perform(operation, {content, limits, 1'700'000'000'000, std::move(languages)}, input);
}

}  // namespace osler::fhir::terms
