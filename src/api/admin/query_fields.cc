#include "api/admin/query_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/nearest.h"

namespace osler::api::admin {

Result<QueryFields> QueryFields::read(const http::Request& request) {
  std::optional<std::vector<http::Parameter>> parameters = http::parse_query(request.query);
  if (!parameters) return invalid_input("the query string cannot be decoded");
  return QueryFields(std::move(*parameters));
}

std::optional<std::string> QueryFields::text(std::string_view name) {
  asked_.emplace_back(name);
  std::optional<std::string> found;
  for (const auto& [key, value] : parameters_) {
    if (key != name) continue;
    if (found) {
      add_fault(std::string(name), "given more than once");
      return found;
    }
    found = value;
  }
  if (found && found->empty()) return std::nullopt;
  return found;
}

std::int64_t QueryFields::number(std::string_view name, std::int64_t otherwise, std::int64_t min, std::int64_t max) {
  const std::optional<std::string> digits = text(name);
  if (!digits) return otherwise;
  std::int64_t number = 0;
  const auto [rest, failure] = std::from_chars(digits->data(), digits->data() + digits->size(), number);
  const bool whole = failure == std::errc{} && rest == digits->data() + digits->size();
  if (whole && number >= min && number <= max) return number;
  add_fault(std::string(name), "Expected a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return otherwise;
}

void QueryFields::add_fault(std::string path, std::string message) {
  faults_.push_back({.diagnostics = std::move(message), .expression = std::move(path)});
}

Status QueryFields::finish() const {
  constexpr std::size_t kFaultsMax = 50;
  Error error = invalid_input("Validation error");
  error.issues = faults_;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (const auto& [name, value] : parameters_) {
    if (std::ranges::find(known, name) != known.end() || error.issues.size() >= kFaultsMax) continue;
    const std::optional<std::string_view> near = nearest(name, known);
    error.issues.push_back(
        {.diagnostics = near ? "unknown parameter; did you mean " + std::string(*near) + "?" : "unknown parameter",
         .expression = name});
  }
  if (error.issues.empty()) return {};
  return error;
}

}  // namespace osler::api::admin
