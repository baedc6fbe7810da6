#include "api/admin/body_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/nearest.h"
#include "json/parser.h"

namespace osler::api::admin {
namespace {

constexpr std::size_t kFaultsMax = 50;

bool is_json(const http::Headers& headers) {
  const std::optional<std::string_view> header = headers.get("Content-Type");
  if (!header || header->empty()) return true;
  std::string type(header->substr(0, header->find(';')));
  while (type.ends_with(' ')) type.pop_back();
  std::ranges::transform(type, type.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type == "application/json" || type == "application/fhir+json";
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string expected(std::string_view what, json::Kind received) {
  return "Expected " + std::string(what) + ", received " + std::string(json::word_for(received));
}

}  // namespace

Result<BodyFields> BodyFields::read(http::Request& request) {
  if (!is_json(request.headers)) {
    return Error{ErrorKind::kUnsupportedMedia, "expected Content-Type: application/json", {}, {}};
  }
  json::PaddedBytes body = request.body.empty() ? json::PaddedBytes("{}") : std::move(request.body);
  json::Parser parser;
  OSLER_TRY(json::Tree tree, parser.parse(std::move(body), json::NameTable()));
  if (!tree.root().is_object()) return invalid_input("expected a JSON object");
  return BodyFields(std::move(tree));
}

json::View BodyFields::optional_member(std::string_view name) {
  asked_.emplace_back(name);
  const json::View member = tree_->root().member(name);
  return member.is_null() ? json::View() : member;
}

std::optional<std::string> BodyFields::optional_text(std::string_view name, TextLength length) {
  const json::View member = optional_member(name);
  if (!member) return std::nullopt;
  if (!member.is_string()) {
    add_fault(std::string(name), expected("string", member.kind()));
    return std::nullopt;
  }
  std::string text = trimmed(member.text());
  const std::size_t count = characters(text);
  if (count < length.min) {
    add_fault(std::string(name), "String must contain at least " + std::to_string(length.min) + " character(s)");
  }
  if (count > length.max) {
    add_fault(std::string(name), "String must contain at most " + std::to_string(length.max) + " character(s)");
  }
  if (has_control_characters(text)) add_fault(std::string(name), "must not contain control characters");
  return text;
}

std::string BodyFields::required_text(std::string_view name, TextLength length) {
  std::optional<std::string> text = optional_text(name, length);
  if (text) return std::move(*text);
  if (!tree_->root().member(name) || tree_->root().member(name).is_null()) add_fault(std::string(name), "Required");
  return {};
}

std::optional<std::string> BodyFields::optional_secret(std::string_view name) {
  const json::View member = optional_member(name);
  if (!member) return std::nullopt;
  if (member.is_string()) return member.text();
  add_fault(std::string(name), expected("string", member.kind()));
  return std::nullopt;
}

std::string BodyFields::required_secret(std::string_view name) {
  std::optional<std::string> secret = optional_secret(name);
  if (secret) return std::move(*secret);
  if (!tree_->root().member(name) || tree_->root().member(name).is_null()) add_fault(std::string(name), "Required");
  return {};
}

std::optional<bool> BodyFields::optional_flag(std::string_view name) {
  const json::View member = optional_member(name);
  if (!member) return std::nullopt;
  if (member.is_bool()) return member.is_true();
  add_fault(std::string(name), expected("boolean", member.kind()));
  return std::nullopt;
}

std::optional<std::int64_t> BodyFields::optional_number(std::string_view name, std::int64_t min, std::int64_t max) {
  const json::View member = optional_member(name);
  if (!member) return std::nullopt;
  const std::string_view digits = member.raw();
  std::int64_t number = 0;
  const auto [rest, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = member.is_number() && failure == std::errc{} && rest == digits.data() + digits.size();
  if (whole && number >= min && number <= max) return number;
  add_fault(std::string(name), "Expected a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

void BodyFields::add_fault(std::string path, std::string message) {
  if (faults_.size() < kFaultsMax)
    faults_.push_back({.diagnostics = std::move(message), .expression = std::move(path)});
}

Status BodyFields::finish() const {
  Error error = invalid_input("Validation error");
  error.issues = faults_;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (const json::View member : tree_->root()) {
    const std::string name = member.key();
    if (std::ranges::find(known, name) != known.end() || error.issues.size() >= kFaultsMax) continue;
    const std::optional<std::string_view> near = nearest(name, known);
    error.issues.push_back(
        {.diagnostics = near ? "unknown field; did you mean " + std::string(*near) + "?" : "unknown field",
         .expression = name});
  }
  if (error.issues.empty()) return {};
  return error;
}

}  // namespace osler::api::admin
