#pragma once
// Invariants that stand in every resource many times, or would be slow as FHIRPath, written as code. A test holds each
// against its FHIRPath text on random input.

#include <span>
#include <string_view>

#include "fhir/path/item.h"
#include "fhir/validate/contained_index.h"

namespace osler::fhir {

struct NativeInput {
  const Definitions& definitions;
  const path::Item& context;
  json::View resource;       ///< %resource.
  json::View root_resource;  ///< %rootResource.
  ContainedIndex& contained;
};

/// Whether the rule holds.
using NativeBody = bool (*)(const NativeInput& input);

struct NativeRule {
  std::string_view structure;  ///< That declares it.
  std::string_view key;
  NativeBody holds;
};

std::span<const NativeRule> native_rules();
/// Null: the rule is evaluated as FHIRPath.
NativeBody native_rule(std::string_view structure, std::string_view key);

}  // namespace osler::fhir
