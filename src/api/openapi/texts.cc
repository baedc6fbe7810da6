#include "api/openapi/texts.h"

#include <span>

#include "base/embedded_file.h"
#include "json/parser.h"

namespace osler::embedded {
std::span<const EmbeddedFile> openapi_texts();
}

namespace osler::api::openapi {
namespace {

Result<json::Tree> parse_file(std::string_view name) {
  json::Parser parser;
  const json::NameTable no_names;
  for (const EmbeddedFile& file : embedded::openapi_texts()) {
    if (file.name != name) continue;
    auto tree = parser.parse(json::PaddedBytes(file.bytes), no_names);
    if (!tree.ok()) return internal_error("schema/openapi/" + std::string(name) + ": " + tree.error().message);
    return tree;
  }
  return internal_error("schema/openapi/" + std::string(name) + " is not part of this binary");
}

}  // namespace

Result<std::unique_ptr<const Texts>> Texts::load() {
  auto texts = std::make_unique<Texts>();
  OSLER_TRY(texts->examples_, parse_file("examples.json"));
  OSLER_TRY(texts->operations_, parse_file("operations.json"));
  return std::unique_ptr<const Texts>(std::move(texts));
}

}  // namespace osler::api::openapi
