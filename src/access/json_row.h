#pragma once
// One row of an account table, read back: a flat JSON object. What is absent reads as empty, so that a newer server can
// add members and still read older rows.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/tree.h"

namespace osler::access {

class JsonRow {
 public:
  /// Errors: kInternal for bytes that are no JSON object.
  static Result<JsonRow> parse(std::string_view bytes);

  std::string text(std::string_view name) const;  ///< Empty if absent.
  std::optional<std::int64_t> number(std::string_view name) const;
  bool flag(std::string_view name) const;  ///< False if absent.

 private:
  explicit JsonRow(json::Tree tree) : tree_(std::make_unique<json::Tree>(std::move(tree))) {}
  std::unique_ptr<json::Tree> tree_;
};

}  // namespace osler::access
