#pragma once
// The files of schema/v1 as they were when this binary was built. Their content is made by embed_schema.cmake.

#include <span>
#include <string_view>

namespace osler::api::v1 {

struct SchemaText {
  std::string_view name;  ///< File name without ".json".
  std::string_view text;
};

/// Sorted by name; "types" is among them.
std::span<const SchemaText> schema_texts();

}  // namespace osler::api::v1
