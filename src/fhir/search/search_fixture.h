#pragma once
// For tests of this folder: definitions, extraction and a naive evaluator of query trees over one resource.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/search/resource_extractor.h"
#include "fhir/search/search_parser.h"
#include "json/parser.h"
#include "store/matches.h"

namespace osler::fhir::testing {

inline const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

inline TypeId type(std::string_view name) { return definitions().resource_type(name).value(); }

inline ParameterId parameter(std::string_view type_name, std::string_view code) {
  return definitions().search_parameter(type(type_name), code)->id;
}

inline std::vector<store::IndexEntry> entries_of(std::string_view json) {
  static const std::unique_ptr<ResourceExtractor> kExtractor = ResourceExtractor::create(definitions()).value();
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(json), definitions().names());
  EXPECT_TRUE(tree.ok()) << json;
  std::vector<store::IndexEntry> entries;
  kExtractor->extract(type(tree->root().member("resourceType").text()), tree->root(), entries);
  return entries;
}

/// Links, ids and times are not known here: they meet nothing.
inline bool meets(const std::vector<store::IndexEntry>& entries, const store::Expr& expr) {
  const auto met = [&](const store::Expr& part) { return meets(entries, part); };
  if (const auto* all = std::get_if<store::All>(&expr.node)) return std::all_of(all->parts.begin(), all->parts.end(), met);
  if (const auto* any = std::get_if<store::Any>(&expr.node)) return std::any_of(any->parts.begin(), any->parts.end(), met);
  if (const auto* negated = std::get_if<store::Not>(&expr.node)) return !met(negated->part.front());
  if (const auto* present = std::get_if<store::Present>(&expr.node)) return store::meets(entries, *present);
  if (const auto* where = std::get_if<store::Where>(&expr.node)) return store::meets(entries, *where);
  return false;
}

/// Whether the resource is found by one criterion. A refused criterion fails the test.
inline bool finds(std::string_view json, std::string_view name, std::string_view value, const SearchOptions& options = {}) {
  const std::size_t at = json.find("\"resourceType\":\"") + 16;
  const TypeId of = type(json.substr(at, json.find('"', at) - at));
  const Result<store::Expr> expr = parse_criterion(definitions(), of, name, value, options);
  if (!expr.ok()) {
    ADD_FAILURE() << name << "=" << value << ": " << expr.error().message;
    return false;
  }
  return meets(entries_of(json), *expr);
}

}  // namespace osler::fhir::testing
