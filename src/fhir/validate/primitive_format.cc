#include "fhir/validate/primitive_format.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "fhir/model/date_time.h"
#include "fhir/model/resource_id.h"

namespace osler::fhir {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

bool is_forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// The digits of a JSON number without fraction and exponent, as far as 32 bits reach.
bool is_integer_in(std::string_view text, std::int64_t min, std::int64_t max) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 10) return false;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  if (negative) value = -value;
  return value >= min && value <= max;
}

// [^\s]+(\s[^\s]+)*
bool is_code(std::string_view text) {
  bool after_space = true;
  for (const char c : text) {
    if (is_space(c) && after_space) return false;
    after_space = is_space(c);
  }
  return !after_space;
}

// urn:oid:[0-2](\.(0|[1-9][0-9]*))+
bool is_oid(std::string_view text) {
  constexpr std::string_view kPrefix = "urn:oid:";
  if (!text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  if (text.size() < 3 || text[0] < '0' || text[0] > '2') return false;
  text.remove_prefix(1);
  while (!text.empty()) {
    if (text[0] != '.') return false;
    text.remove_prefix(1);
    const auto* end = std::ranges::find_if_not(text, is_digit);
    const auto digits = static_cast<std::size_t>(end - text.begin());
    if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
  }
  return true;
}

// urn:uuid: and lower-case hex in groups of 8-4-4-4-12.
bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  constexpr std::size_t kHexStart = 9;
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hex = i >= kHexStart && kShape[i] == 'x';
    const bool legal = hex ? is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f') : text[i] == kShape[i];
    if (!legal) return false;
  }
  return true;
}

constexpr std::array<bool, 256> kBase64Letters = [] {
  std::array<bool, 256> letters{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    letters[static_cast<unsigned char>(c)] = true;
  }
  return letters;
}();

// Groups of four, padded at the end only; white space may stand anywhere.
bool is_base64(std::string_view text) {
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_space(c)) continue;
    if (c == '=') {
      ++padding;
    } else {
      if (padding != 0 || !kBase64Letters[static_cast<unsigned char>(c)]) return false;
      ++letters;
    }
  }
  return letters != 0 && padding <= 2 && (letters + padding) % 4 == 0;
}

// Without blanks; a URN of a UUID holds one. A fragment or a canonical's version may follow; UUIDs in capitals, which
// datatypes.html advises against, are let through.
bool is_uri(std::string_view text) {
  if (std::ranges::any_of(text, is_space)) return false;
  if (!text.starts_with("urn:uuid:")) return true;
  std::string lower(text.substr(0, text.find_first_of("#|")));
  for (char& c : lower) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  return is_uuid(lower);
}

bool is_well_formed(std::string_view text, Primitive type) {
  switch (type) {
    case Primitive::kCode:
      return is_code(text);
    case Primitive::kId:
      return is_resource_id(text);
    case Primitive::kUri:
    case Primitive::kUrl:
    case Primitive::kCanonical:
      return is_uri(text);
    case Primitive::kOid:
      return is_oid(text);
    case Primitive::kUuid:
      return is_uuid(text);
    case Primitive::kBase64Binary:
      return is_base64(text);
    case Primitive::kDate:
      return parse_date(text).has_value();
    case Primitive::kDateTime:
      return parse_date_time(text).has_value();
    case Primitive::kInstant:
      return parse_instant(text).has_value();
    case Primitive::kTime:
      return is_time(text);
    default:
      return true;
  }
}

PrimitiveFault check_number(json::View value, Primitive type) {
  if (!value.is_number()) return PrimitiveFault::kKind;
  bool legal = true;
  if (type == Primitive::kInteger) legal = is_integer_in(value.raw(), INT32_MIN, INT32_MAX);
  if (type == Primitive::kUnsignedInt) legal = is_integer_in(value.raw(), 0, INT32_MAX);
  if (type == Primitive::kPositiveInt) legal = is_integer_in(value.raw(), 1, INT32_MAX);
  return legal ? PrimitiveFault::kNone : PrimitiveFault::kFormat;
}

}  // namespace

PrimitiveFault check_primitive(json::View value, Primitive type, std::string& scratch) {
  switch (type) {
    case Primitive::kBoolean:
      return value.is_bool() ? PrimitiveFault::kNone : PrimitiveFault::kKind;
    case Primitive::kInteger:
    case Primitive::kPositiveInt:
    case Primitive::kUnsignedInt:
    case Primitive::kDecimal:
      return check_number(value, type);
    default:
      break;
  }
  if (!value.is_string()) return PrimitiveFault::kKind;
  if (type == Primitive::kXhtml) return PrimitiveFault::kNone;
  const std::string_view text = value.text(scratch);
  if (text.empty()) return PrimitiveFault::kEmpty;
  if (text.size() > kStringBytesMax && type != Primitive::kBase64Binary) return PrimitiveFault::kTooLong;
  // JSON itself forbids control characters that are not escaped.
  const bool has_escapes = text.size() + 2 != value.raw().size();
  if (has_escapes && std::ranges::any_of(text, is_forbidden_control)) return PrimitiveFault::kControl;
  return is_well_formed(text, type) ? PrimitiveFault::kNone : PrimitiveFault::kFormat;
}

std::string_view expected_form(Primitive type) {
  switch (type) {
    case Primitive::kBoolean:
      return "true or false, without quotes";
    case Primitive::kInteger:
      return "a whole number from -2147483648 to 2147483647, without quotes";
    case Primitive::kUnsignedInt:
      return "a whole number from 0 to 2147483647, without quotes";
    case Primitive::kPositiveInt:
      return "a whole number from 1 to 2147483647, without quotes";
    case Primitive::kDecimal:
      return "a number, without quotes";
    case Primitive::kString:
    case Primitive::kMarkdown:
      return "a string of 1 to 1048576 bytes";
    case Primitive::kCode:
      return "a code: no white space at its ends, single spaces inside";
    case Primitive::kId:
      return "an id: 1 to 64 of A-Z a-z 0-9 - and .";
    case Primitive::kUri:
    case Primitive::kUrl:
    case Primitive::kCanonical:
      return "a URI without white space; of urn:uuid: a UUID";
    case Primitive::kOid:
      return "an OID such as urn:oid:1.2.3";
    case Primitive::kUuid:
      return "a lower-case UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520";
    case Primitive::kBase64Binary:
      return "base64 in groups of four, padded with =";
    case Primitive::kDate:
      return "a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD";
    case Primitive::kDateTime:
      return "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with Z or +hh:mm";
    case Primitive::kInstant:
      return "YYYY-MM-DDThh:mm:ss with Z or +hh:mm";
    case Primitive::kTime:
      return "hh:mm:ss without a zone";
    case Primitive::kXhtml:
      return "a string that holds one <div>";
    case Primitive::kNone:
      break;
  }
  return "a value";
}

}  // namespace osler::fhir
