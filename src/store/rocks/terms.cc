#include "store/rocks/terms.h"

#include <algorithm>

#include "base/assert.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint32_t kSignBit = 1U << 31U;

/// Opens a term in `out` up to and with its tag.
std::string& open_term(const Scope& scope, ParameterId parameter, Tag tag, TermList& out) {
  std::string& term = out.open();
  append_u32(term, scope.partition.number());
  append_u16(term, number_of(scope.type));
  append_u16(term, number_of(parameter));
  append_u8(term, static_cast<std::uint8_t>(tag));
  return term;
}

void append_part(std::string& out, const Atom& atom) {
  if (const auto* token = std::get_if<Token>(&atom)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kToken));
    append_string(out, token->code);
    append_string(out, token->system);
  } else if (const auto* text = std::get_if<Text>(&atom)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kTextPart));
    append_string(out, text->folded);
    append_string(out, text->exact);
  } else if (const auto* uri = std::get_if<Uri>(&atom)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kUri));
    append_string(out, uri->text);
  } else if (const auto* reference = std::get_if<Reference>(&atom)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kReference));
    append_string(out, reference->id);
    append_u16(out, number_of(reference->type));
  } else if (const auto* point = std::get_if<GeoPoint>(&atom)) {
    append_u8(out, static_cast<std::uint8_t>(Tag::kGeoPoint));
    append_degrees(out, point->latitude_e7);
    append_degrees(out, point->longitude_e7);
  } else {
    const auto& interval = std::get<Interval>(atom);
    append_u8(out, static_cast<std::uint8_t>(Tag::kInterval));
    append_string(out, interval.unit);
    append_ordinal(out, interval.low);
    append_ordinal(out, interval.high);
  }
}

void append_text_terms(const Scope& scope, ParameterId parameter, const Text& text, TermList& out) {
  append_string(open_term(scope, parameter, Tag::kText, out), text.folded);
  out.close();
  append_string(open_term(scope, parameter, Tag::kTextExact, out), text.exact);
  out.close();
  const std::string_view folded = text.folded;
  for (std::size_t space = folded.find(' '); space != std::string_view::npos; space = folded.find(' ', space + 1)) {
    append_string(open_term(scope, parameter, Tag::kTextWord, out), folded.substr(space + 1, kWordBytesMax));
    out.close();
  }
}

void append_interval_terms(const Scope& scope, ParameterId parameter, const Interval& interval, TermList& out) {
  for (const Tag tag : {Tag::kInterval, Tag::kIntervalByHigh}) {
    std::string& term = open_term(scope, parameter, tag, out);
    append_string(term, interval.unit);
    append_ordinal(term, tag == Tag::kInterval ? interval.low : interval.high);
    append_ordinal(term, tag == Tag::kInterval ? interval.high : interval.low);
    out.close();
  }
}

// --- reading

bool take_string(ByteReader& in, std::string& out) {
  const std::string_view rest = in.rest();
  for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
    if (rest[i] != '\0') {
      out.push_back(rest[i]);
      continue;
    }
    if (rest[i + 1] == '\x01') {
      in.take(i + 2);
      return true;
    }
    if (rest[i + 1] != '\xff') return false;
    out.push_back('\0');
    ++i;
  }
  return false;
}

Ordinal take_ordinal(ByteReader& in) {
  const std::uint64_t high = in.u64();
  return {high, in.u64()};
}

std::int32_t take_degrees(ByteReader& in) { return static_cast<std::int32_t>(in.u32() ^ kSignBit); }

std::optional<Atom> take_part(ByteReader& in, Tag tag) {
  if (tag == Tag::kGeoPoint) {
    const std::int32_t latitude = take_degrees(in);
    return GeoPoint{latitude, take_degrees(in)};
  }
  std::string first;
  if (!take_string(in, first)) return std::nullopt;
  if (tag == Tag::kUri) return Uri{std::move(first)};
  if (tag == Tag::kText) return Text{std::move(first), {}};
  if (tag == Tag::kTextExact) return Text{{}, std::move(first)};
  if (tag == Tag::kReference) return Reference{static_cast<TypeId>(in.u16()), std::move(first)};
  if (tag == Tag::kInterval || tag == Tag::kIntervalByHigh) {
    const Ordinal one = take_ordinal(in);
    const Ordinal two = take_ordinal(in);
    return tag == Tag::kInterval ? Interval{std::move(first), one, two} : Interval{std::move(first), two, one};
  }
  std::string second;
  if (!take_string(in, second)) return std::nullopt;
  if (tag == Tag::kToken) return Token{std::move(second), std::move(first)};
  if (tag == Tag::kTextPart) return Text{std::move(first), std::move(second)};
  return std::nullopt;
}

}  // namespace

std::string_view TermList::operator[](std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(bytes_).substr(begin, ends_[i] - begin);
}

void append_string_start(std::string& out, std::string_view text) {
  while (true) {
    const std::size_t nul = text.find('\0');
    out += text.substr(0, nul);
    if (nul == std::string_view::npos) return;
    out += std::string_view("\0\xff", 2);
    text.remove_prefix(nul + 1);
  }
}

void append_string(std::string& out, std::string_view text) {
  append_string_start(out, text);
  out += std::string_view("\0\x01", 2);
}

void append_ordinal(std::string& out, const Ordinal& ordinal) {
  append_u64(out, ordinal.high);
  append_u64(out, ordinal.low);
}

void append_degrees(std::string& out, std::int32_t degrees_e7) {
  append_u32(out, static_cast<std::uint32_t>(degrees_e7) ^ kSignBit);
}

std::string parameter_prefix(const Scope& scope, ParameterId parameter) {
  std::string out;
  append_u32(out, scope.partition.number());
  append_u16(out, number_of(scope.type));
  append_u16(out, number_of(parameter));
  return out;
}

std::pair<Scope, ParameterId> read_parameter_prefix(std::string_view prefix) {
  OSLER_ASSERT(prefix.size() == kParameterPrefixBytes);
  ByteReader in(prefix);
  const Partition partition = Partition::from_number(in.u32());
  const auto type = static_cast<TypeId>(in.u16());
  return {{partition, type}, static_cast<ParameterId>(in.u16())};
}

std::string tag_prefix(const Scope& scope, ParameterId parameter, Tag tag) {
  std::string out = parameter_prefix(scope, parameter);
  append_u8(out, static_cast<std::uint8_t>(tag));
  return out;
}

std::string every_version_prefix(const Scope& scope) { return parameter_prefix(scope, kEveryVersion); }

std::string every_version_key(const Scope& scope, std::uint64_t position) {
  std::string out = every_version_prefix(scope);
  append_u64(out, position);
  return out;
}

void append_terms(const Scope& scope, const IndexEntry& entry, TermList& out) {
  if (entry.parts.size() == 1) {
    const Atom& atom = entry.parts.front();
    if (const auto* text = std::get_if<Text>(&atom)) return append_text_terms(scope, entry.parameter, *text, out);
    if (const auto* interval = std::get_if<Interval>(&atom)) {
      return append_interval_terms(scope, entry.parameter, *interval, out);
    }
    // The tag of the one part is the term's own.
    append_part(out.open() += parameter_prefix(scope, entry.parameter), atom);
    return out.close();
  }
  std::string& term = open_term(scope, entry.parameter, Tag::kComposite, out);
  append_u8(term, static_cast<std::uint8_t>(entry.parts.size()));
  for (const Atom& part : entry.parts) append_part(term, part);
  out.close();
}

std::uint64_t position_of_key(std::string_view key) {
  OSLER_ASSERT(key.size() >= kPositionBytes);
  return ByteReader(key.substr(key.size() - kPositionBytes)).u64();
}

Result<std::vector<Atom>> read_term(std::string_view term) {
  ByteReader in(term);
  const auto tag = static_cast<Tag>(in.u8());
  const std::size_t parts = tag == Tag::kComposite ? in.u8() : 1;
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < parts && in.ok(); ++i) {
    std::optional<Atom> atom = take_part(in, tag == Tag::kComposite ? static_cast<Tag>(in.u8()) : tag);
    if (!atom) return internal_error("damaged term in the index");
    atoms.push_back(std::move(*atom));
  }
  if (!in.done()) return internal_error("damaged term in the index");
  return atoms;
}

}  // namespace osler::store::rocks
