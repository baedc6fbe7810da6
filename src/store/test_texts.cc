#include "store/test_texts.h"

#include <cstdlib>

namespace osler::store {
namespace {

constexpr char kFieldEnd = '\x1f';
constexpr char kPartEnd = '\x1e';
constexpr char kLineEnd = '\n';

std::string written(const Ordinal& ordinal) {
  return std::to_string(ordinal.high) + kFieldEnd + std::to_string(ordinal.low);
}

std::string written(const Atom& atom) {
  if (const auto* token = std::get_if<Token>(&atom)) return 'T' + token->system + kFieldEnd + token->code;
  if (const auto* text = std::get_if<Text>(&atom)) return 'S' + text->folded + kFieldEnd + text->exact;
  if (const auto* uri = std::get_if<Uri>(&atom)) return 'U' + uri->text;
  if (const auto* reference = std::get_if<Reference>(&atom)) {
    return 'R' + std::to_string(number_of(reference->type)) + kFieldEnd + reference->id;
  }
  if (const auto* point = std::get_if<GeoPoint>(&atom)) {
    return 'P' + std::to_string(point->latitude_e7) + kFieldEnd + std::to_string(point->longitude_e7);
  }
  const auto& interval = std::get<Interval>(atom);
  return 'I' + interval.unit + kFieldEnd + written(interval.low) + kFieldEnd + written(interval.high);
}

std::string take(std::string_view& in, char end) {
  const std::size_t at = std::min(in.find(end), in.size());
  std::string taken(in.substr(0, at));
  in.remove_prefix(std::min(at + 1, in.size()));
  return taken;
}

std::uint64_t take_number(std::string_view& in) { return std::strtoull(take(in, kFieldEnd).c_str(), nullptr, 10); }

Ordinal take_ordinal(std::string_view& in) {
  const std::uint64_t high = take_number(in);
  return {high, take_number(in)};
}

Atom read_atom(std::string_view in) {
  const char kind = in.front();
  in.remove_prefix(1);
  if (kind == 'U') return Uri{std::string(in)};
  if (kind == 'P') {
    const auto latitude = static_cast<std::int32_t>(std::strtol(take(in, kFieldEnd).c_str(), nullptr, 10));
    return GeoPoint{latitude, static_cast<std::int32_t>(std::strtol(take(in, kFieldEnd).c_str(), nullptr, 10))};
  }
  if (kind == 'R') {
    const auto type = static_cast<TypeId>(take_number(in));
    return Reference{type, std::string(in)};
  }
  std::string first = take(in, kFieldEnd);
  if (kind == 'T') return Token{std::move(first), std::string(in)};
  if (kind == 'S') return Text{std::move(first), std::string(in)};
  const Ordinal low = take_ordinal(in);
  return Interval{std::move(first), low, take_ordinal(in)};
}

}  // namespace

std::string text_of(const std::vector<IndexEntry>& entries, std::string_view note) {
  std::string text(note);
  text += kLineEnd;
  for (const IndexEntry& entry : entries) {
    text += std::to_string(number_of(entry.parameter)) + kFieldEnd;
    for (const Atom& part : entry.parts) text += written(part) + kPartEnd;
    text += kLineEnd;
  }
  return text;
}

Status TestExtractor::extract(Partition, TypeId, std::string_view text, std::vector<IndexEntry>& out) const {
  take(text, kLineEnd);
  while (!text.empty()) {
    const std::string line = take(text, kLineEnd);
    std::string_view rest = line;
    IndexEntry entry{static_cast<ParameterId>(take_number(rest)), {}};
    while (!rest.empty()) entry.parts.push_back(read_atom(take(rest, kPartEnd)));
    if (entry.parts.empty()) return internal_error("expected a text that text_of() wrote");
    out.push_back(std::move(entry));
  }
  return {};
}

Status TestExtractor::folded_text(Partition, TypeId, std::string_view text, ParameterId, std::string& out) const {
  out = take(text, kLineEnd);
  return {};
}

}  // namespace osler::store
