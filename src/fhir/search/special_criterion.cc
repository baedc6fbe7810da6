#include "fhir/search/special_criterion.h"

#include <charconv>
#include <cmath>

#include "fhir/model/resource_id.h"
#include "fhir/search/quantity_unit.h"
#include "fhir/search/value_list.h"

namespace osler::fhir {
namespace {

using store::Expr;

constexpr double kNearByDefault_m = 50'000;
/// Words and phrases of one `_text` or `_content`.
constexpr std::size_t kPhrasesMax = 32;

/// The next word or quoted phrase, unquoted; nothing at the end.
struct Phrase {
  std::string_view text;
  bool is_quoted = false;
};
std::optional<Phrase> take_phrase(std::string_view& rest) {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const bool quoted = rest.front() == '"';
  if (quoted) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find(quoted ? '"' : ' '), rest.size());
  const Phrase phrase{rest.substr(0, end), quoted};
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return phrase;
}

Expr group_expr(std::vector<Expr> words) {
  if (words.size() == 1) return std::move(words.front());
  return {store::All{std::move(words)}};
}

std::optional<double> number_of_text(std::string_view text) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<double> metres(std::string_view distance, std::string_view unit) {
  if (unit == "mi") unit = "[mi_i]";
  const std::optional<Decimal> number = Decimal::parse(distance);
  const SearchUnit in = search_unit(path::kUcum, unit.empty() ? "km" : unit);
  if (!number || !in.canonical || in.canonical->unit != "m" || number->is_negative()) return std::nullopt;
  return in.convert(*number).to_double();
}

std::int32_t degrees_e7(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e7)); }

}  // namespace

Result<Expr> list_expr(const ValueContext& context, std::string_view value) {
  std::string id = unescaped_value(value);
  if (id.starts_with("List/")) id.erase(0, 5);
  if (!is_resource_id(id)) return invalid_input("expected the id of a List; lists by name ($current-…) are not supported");
  const std::optional<TypeId> list = context.definitions.resource_type("List");
  const SearchParameter* item = list ? context.definitions.search_parameter(*list, "item") : nullptr;
  if (item == nullptr) return internal_error("the definitions have no List.item");
  store::PointedAt member{*list, item->id, {}};
  member.where.push_back({store::Ids{{std::move(id)}}});
  return Expr{std::move(member)};
}

Result<Expr> full_text_expr(ParameterId field, std::string_view value) {
  const std::string text = unescaped_value(value);
  std::string_view rest = text;
  store::Any groups;
  std::vector<Expr> words;
  std::size_t phrases = 0;
  while (const std::optional<Phrase> phrase = take_phrase(rest)) {
    if (!phrase->is_quoted && phrase->text == "AND") continue;
    if (!phrase->is_quoted && phrase->text == "OR") {
      if (words.empty()) return invalid_input("expected words on both sides of OR");
      groups.parts.push_back(group_expr(std::move(words)));
      words.clear();
      continue;
    }
    std::string folded = fold_text(phrase->text);
    if (folded.empty()) return invalid_input("expected words with at least one letter or digit");
    if (++phrases > kPhrasesMax) return too_costly("at most " + std::to_string(kPhrasesMax) + " words and phrases");
    words.push_back({store::Mentions{field, std::move(folded)}});
  }
  if (words.empty()) return invalid_input("expected words, on both sides of OR");
  groups.parts.push_back(group_expr(std::move(words)));
  return groups.parts.size() == 1 ? std::move(groups.parts.front()) : Expr{std::move(groups)};
}

Result<store::IsNear> near_test(std::string_view value) {
  const Error expected = invalid_input("expected latitude|longitude|distance|unit, such as -83.69|42.25|11.2|km, latitude within 90 and longitude within 180");
  const std::vector<std::string_view> parts = split_unescaped(value, '|');
  if (parts.size() < 2 || parts.size() > 4) return expected;
  const std::optional<double> latitude = number_of_text(parts[0]);
  const std::optional<double> longitude = number_of_text(parts[1]);
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return expected;
  store::IsNear near{{degrees_e7(*latitude), degrees_e7(*longitude)}, kNearByDefault_m};
  if (parts.size() == 2 || parts[2].empty()) return near;
  const std::optional<double> within_m = metres(parts[2], parts.size() == 4 ? parts[3] : "");
  if (!within_m) return invalid_input("expected a distance such as 11.2|km; units: km, m, mi and other UCUM lengths");
  near.within_m = *within_m;
  return near;
}

}  // namespace osler::fhir
