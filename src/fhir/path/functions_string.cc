// Spec: FHIRPath 2.0, 5.6. Positions and lengths count characters (code points), not bytes.
#include <algorithm>
#include <array>

#include "fhir/path/evaluator.h"
#include "fhir/path/regular_expression.h"
#include "fhir/path/text_codec.h"

namespace osler::fhir::path {
namespace {

using Text = std::optional<std::string_view>;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }

std::int64_t characters(std::string_view text) { return std::count_if(text.begin(), text.end(), begins_character); }

// The byte at which the n-th character begins; the end if there are fewer.
std::size_t byte_of(std::string_view text, std::int64_t n) {
  std::size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    if (begins_character(text[byte]) && n-- == 0) return byte;
  }
  return byte;
}

Result<Text> input_text(const Call& call) { return call.evaluator.text(call.input, "a string function"); }
Result<Text> argument_text(const Call& call, std::size_t i) {
  OSLER_TRY(const Collection argument, call.argument(i));
  return call.evaluator.text(argument, "an argument of a string function");
}

Result<Collection> index_of(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text part, argument_text(call, 0));
  if (!text || !part) return call.evaluator.none();
  const std::size_t at = text->find(*part);
  return call.evaluator.integer(at == std::string_view::npos ? -1 : characters(text->substr(0, at)));
}

Result<Collection> substring(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Collection first, call.argument(0));
  OSLER_TRY(const std::optional<std::int64_t> start, call.evaluator.whole(first, "the start of a substring"));
  if (!text || !start || *start < 0 || *start >= characters(*text)) return call.evaluator.none();
  const std::string_view rest = text->substr(byte_of(*text, *start));
  if (call.argument_count() == 1) return call.evaluator.string(rest);
  OSLER_TRY(const Collection second, call.argument(1));
  OSLER_TRY(const std::optional<std::int64_t> length, call.evaluator.whole(second, "the length of a substring"));
  if (!length) return call.evaluator.string(rest);
  return call.evaluator.string(*length <= 0 ? std::string_view{} : rest.substr(0, byte_of(rest, *length)));
}

using Question = bool (*)(std::string_view text, std::string_view part);

template <Question question>
Result<Collection> ask(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text part, argument_text(call, 0));
  if (!text || !part) return call.evaluator.none();
  return call.evaluator.boolean(question(*text, *part));
}

bool starts_with(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool ends_with(std::string_view text, std::string_view part) { return text.ends_with(part); }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <char first, char last, int shift>
Result<Collection> in_case(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  if (!text) return call.evaluator.none();
  std::string changed(*text);
  for (char& c : changed) c = c >= first && c <= last ? static_cast<char>(c + shift) : c;
  return call.evaluator.string(changed);
}

Result<Collection> replace(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text part, argument_text(call, 0));
  OSLER_TRY(const Text by, argument_text(call, 1));
  if (!text || !part || !by) return call.evaluator.none();
  std::string result;
  const std::size_t limit = call.evaluator.environment().text_bytes_max;
  if (part->empty()) {
    // Before, between and after all characters.
    result += *by;
    for (std::size_t i = 0; i < text->size() && result.size() <= limit; ++i) {
      if (i > 0 && begins_character((*text)[i])) result += *by;
      result += (*text)[i];
    }
    if (!text->empty()) result += *by;
    return call.evaluator.string(result);
  }
  std::size_t from = 0;
  for (std::size_t at = text->find(*part); at != std::string_view::npos && result.size() <= limit; at = text->find(*part, from)) {
    result.append(text->substr(from, at - from)).append(*by);
    from = at + part->size();
  }
  result += text->substr(from);
  return call.evaluator.string(result);
}

// A literal pattern is compiled with the expression, any other each time.
Result<std::shared_ptr<const RegularExpression>> pattern(const Call& call, std::string_view text) {
  if (call.node.pattern != 0) return call.evaluator.program().patterns[call.node.pattern - 1U];
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(100));
  std::shared_ptr<const RegularExpression> made = RegularExpression::create(text);
  if (made == nullptr) return call.fail("the regular expression cannot be read");
  return made;
}

template <bool whole>
Result<Collection> matches(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text regex, argument_text(call, 0));
  if (!text || !regex) return call.evaluator.none();
  OSLER_TRY(const auto compiled, pattern(call, *regex));
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(text->size() / 64));
  return call.evaluator.boolean(whole ? compiled->matches_all(*text) : compiled->matches_part(*text));
}

Result<Collection> replace_matches(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text regex, argument_text(call, 0));
  OSLER_TRY(const Text by, argument_text(call, 1));
  if (!text || !regex || !by) return call.evaluator.none();
  if (regex->empty()) return call.evaluator.string(*text);
  if (text->size() * (by->size() + 1) > 64ULL * call.evaluator.environment().text_bytes_max) return call.fail("too-costly: a computed text is too long");
  OSLER_TRY(const auto compiled, pattern(call, *regex));
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(text->size() / 64));
  return call.evaluator.string(compiled->replaced(*text, *by));
}

Result<Collection> length(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  return text ? call.evaluator.integer(characters(*text)) : call.evaluator.none();
}

Result<Collection> to_chars(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  Collection result = call.evaluator.none();
  if (!text) return result;
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(text->size()));
  for (std::size_t i = 0; i < text->size();) {
    std::size_t end = i + 1;
    while (end < text->size() && !begins_character((*text)[end])) ++end;
    result.push_back(call.evaluator.string_item(text->substr(i, end - i)));
    i = end;
  }
  OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
  return result;
}

Result<Collection> split(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text separator, argument_text(call, 0));
  Collection result = call.evaluator.none();
  if (!text) return result;
  if (!separator || separator->empty()) return to_chars(call);
  OSLER_RETURN_IF_ERROR(call.evaluator.charge(text->size()));
  std::size_t from = 0;
  for (std::size_t at = text->find(*separator); at != std::string_view::npos; at = text->find(*separator, from)) {
    result.push_back(call.evaluator.string_item(text->substr(from, at - from)));
    from = at + separator->size();
  }
  result.push_back(call.evaluator.string_item(text->substr(from)));
  OSLER_RETURN_IF_ERROR(call.evaluator.check_size(result));
  return result;
}

Result<Collection> join(const Call& call) {
  if (call.input.empty()) return call.evaluator.none();
  Text separator = std::string_view{};
  if (call.argument_count() == 1) { OSLER_TRY(separator, argument_text(call, 0)); }
  std::string joined;
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    const Item value = call.evaluator.system_value(call.input[i]);
    if (value.kind != ItemKind::kString) return call.fail("join() needs strings");
    if (i > 0) joined += separator.value_or("");
    joined += value.text;
    if (joined.size() > call.evaluator.environment().text_bytes_max) return call.fail("too-costly: a computed text is too long");
  }
  return call.evaluator.string(joined);
}

Result<Collection> trim(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  if (!text) return call.evaluator.none();
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t from = std::min(text->find_first_not_of(kBlank), text->size());
  return call.evaluator.string(text->substr(from, text->find_last_not_of(kBlank) + 1 - from));
}

using Codec = std::optional<std::string> (*)(std::string_view text, std::string_view format);

template <Codec codec>
Result<Collection> coded(const Call& call) {
  OSLER_TRY(const Text text, input_text(call));
  OSLER_TRY(const Text format, argument_text(call, 0));
  if (!text || !format) return call.evaluator.none();
  const std::optional<std::string> result = codec(*text, *format);
  return result ? call.evaluator.string(*result) : call.evaluator.none();
}

constexpr std::array kFunctions = std::to_array<Function>({
    {"indexOf", 1, 1, index_of},
    {"substring", 1, 2, substring},
    {"startsWith", 1, 1, ask<starts_with>},
    {"endsWith", 1, 1, ask<ends_with>},
    {"contains", 1, 1, ask<contains>},
    {"upper", 0, 0, in_case<'a', 'z', -32>},
    {"lower", 0, 0, in_case<'A', 'Z', 32>},
    {"replace", 2, 2, replace},
    {"matches", 1, 1, matches<false>},
    {"matchesFull", 1, 1, matches<true>},
    {"replaceMatches", 2, 2, replace_matches},
    {"length", 0, 0, length},
    {"toChars", 0, 0, to_chars},
    {"split", 1, 1, split},
    {"join", 0, 1, join},
    {"trim", 0, 0, trim},
    {"encode", 1, 1, coded<encoded>},
    {"decode", 1, 1, coded<decoded>},
    {"escape", 1, 1, coded<escaped>},
    {"unescape", 1, 1, coded<unescaped_from>},
});

}  // namespace

std::span<const Function> string_functions() { return kFunctions; }

}  // namespace osler::fhir::path
