#include "access/json_row.h"

#include <charconv>
#include <utility>

#include "json/parser.h"

namespace osler::access {

Result<JsonRow> JsonRow::parse(std::string_view bytes) {
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(bytes), json::NameTable());
  if (!tree.ok() || !tree->root().is_object()) return internal_error("an account row is damaged");
  return JsonRow(std::move(*tree));
}

std::string JsonRow::text(std::string_view name) const {
  const json::View value = tree_->root().member(name);
  return value.is_string() ? value.text() : std::string();
}

std::optional<std::int64_t> JsonRow::number(std::string_view name) const {
  const json::View value = tree_->root().member(name);
  if (!value.is_number()) return std::nullopt;
  const std::string_view digits = value.raw();
  std::int64_t number = 0;
  const auto [rest, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure != std::errc{} || rest != digits.data() + digits.size()) return std::nullopt;
  return number;
}

bool JsonRow::flag(std::string_view name) const { return tree_->root().member(name).is_true(); }

}  // namespace osler::access
