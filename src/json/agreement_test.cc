// Whether our parser and simdjson's DOM call the same texts JSON. The differences that are meant are stated here.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "json/draft.h"
#include "json/parser.h"

namespace osler::json {
namespace {

using Random = std::mt19937_64;

std::string_view pick(Random& random, const std::vector<std::string_view>& from) { return from[random() % from.size()]; }

std::string scalar(Random& random) {
  static const std::vector<std::string_view> kScalars{
      "null", "true", "false", "0", "-0", "1.50", "-12e-3", "1E400", "123456789012345678901234567890", "0.1e+5", "\"\"",
      "\"a\"", "\"\\u00e9\\n\"", "\"\\ud83d\\ude00\"", "\"\\\\\"", "\"\\\"]}\"", "\"é€😀\"", "\"a long string without any escape\""};
  return std::string(pick(random, kScalars));
}

void append_value(Random& random, int depth, std::string& out) {
  static const std::vector<std::string_view> kSpaces{"", "", "", " ", "\n  ", "\t\r\n"};
  const std::uint64_t choice = random() % 4;
  out += pick(random, kSpaces);
  if (depth == 0 || choice >= 2) {
    out += scalar(random);
  } else {
    const std::uint64_t count = random() % 5;
    out += choice == 0 ? '{' : '[';
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i != 0) out += ',';
      if (choice == 0) {
        out += "\"" + std::string(random() % 8 == 0 ? "\\u006e" : "n") + std::to_string(random() % 40) + "\"";
        out += pick(random, kSpaces);
        out += ':';
      }
      append_value(random, depth - 1, out);
    }
    out += choice == 0 ? '}' : ']';
  }
  out += pick(random, kSpaces);
}

/// A few small changes: pieces put in, cut out, doubled.
void damage(Random& random, std::string& text) {
  static const std::vector<std::string_view> kPieces{
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "1", "-", ".", "e", "0", "t", "null", " ",
      "\n", "\x01", "\x0C", "\x1A", "\x7F", "\xFF", "\xC3", "\xA9", "\xED\xA0\x80", "\xEF\xBB\xBF", "'", "/"};
  for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
    const std::size_t at = random() % (text.size() + 1);
    switch (random() % 4) {
      case 0: case 1: text.insert(at, pick(random, kPieces)); break;
      case 2: text.erase(at, 1 + random() % 3); break;
      default: text.insert(at, text.substr(random() % (text.size() + 1), random() % 6)); break;
    }
  }
}

/// Whether the DOM's verdict may differ from ours, and why.
bool difference_is_meant(std::string_view text, const Result<Tree>& ours, simdjson::error_code theirs) {
  if (text.starts_with("\xEF\xBB\xBF")) return true;  // We drop a byte order mark.
  if (ours.ok()) return theirs == simdjson::NUMBER_ERROR;  // Range and precision.
  const std::string& message = ours.error().message;
  return message.ends_with("each member name once in an object") || message.ends_with("surrogates in pairs");
}

TEST(Agreement, WithSimdjsonOnWhatIsJson) {
  const std::uint64_t seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  Random random(seed);
  const NameTable names({"n1", "n2"});
  Parser parser;
  simdjson::dom::parser dom;
  int valid = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    append_value(random, 4, text);
    if (round % 3 != 0) damage(random, text);
    const Result<Tree> ours = parser.parse(PaddedBytes(text), names);
    simdjson::dom::element element;
    const simdjson::error_code theirs = dom.parse(text).get(element);
    if (ours.ok() != (theirs == simdjson::SUCCESS)) {
      ASSERT_TRUE(difference_is_meant(text, ours, theirs)) << text << "\nours: " << (ours.ok() ? "ok" : ours.error().message)
                                                     << "\ntheirs: " << simdjson::error_message(theirs);
    }
    if (!ours.ok()) continue;
    ++valid;
    const Draft draft(ours->root());
    const Result<Tree> again = parser.parse(draft.write(), names);
    ASSERT_TRUE(again.ok() && same_value(again->root(), ours->root())) << text;
  }
  EXPECT_GT(valid, 15'000) << "the texts would say little if hardly any were JSON";
}

}  // namespace
}  // namespace osler::json
