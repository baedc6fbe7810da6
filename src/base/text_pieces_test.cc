#include "base/text_pieces.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace osler {
namespace {

TEST(TextPieces, KeepsEveryTextWhereItIs) {
  TextPieces pieces;
  std::vector<std::pair<std::string, std::string_view>> kept;
  for (std::size_t i = 0; i < 20'000; ++i) {
    std::string text(i % 97, static_cast<char>('a' + i % 26));
    const std::string_view piece = pieces.keep(text);
    kept.emplace_back(std::move(text), piece);
  }
  const std::string large(3 << 20, 'x');
  kept.emplace_back(large, pieces.keep(large));
  kept.emplace_back("after it", pieces.keep("after it"));
  for (const auto& [text, piece] : kept) ASSERT_EQ(piece, text);
}

TEST(TextPieces, TakesItsTextsWithItWhenItIsMoved) {
  TextPieces from;
  const std::string_view first = from.keep("first");
  TextPieces to = std::move(from);
  const std::string_view second = to.keep("second");
  EXPECT_EQ(first, "first");
  EXPECT_EQ(second, "second");
  EXPECT_EQ(from.keep("again"), "again");  // NOLINT(bugprone-use-after-move): it is empty, and as good as new.
}

}  // namespace
}  // namespace osler
