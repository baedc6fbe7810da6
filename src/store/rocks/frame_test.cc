#include "store/rocks/frame.h"

#include <gtest/gtest.h>

#include "store/rocks/crc32c.h"

namespace osler::store::rocks {
namespace {

FrameHeader head() {
  FrameHeader head;
  head.partition = Partition::of(7, Environment::kLive);
  head.key = {TypeId{300}, "0192f0c1a2b3c4d5e6f70819"};
  head.header = {Position{1000},    Position{10},      Version{3}, Action::kUpdate,
                 1'700'000'000'123, 1'600'000'000'000, 42,         {"key_1", "fhir", "req_1"}};
  head.previous = Position{500};
  return head;
}

std::string frame() {
  std::string out;
  const std::string text = "the text";
  append_frame(out, head(), {0, 8, crc32c(text), text});
  return out;
}

TEST(Frame, ComesBackAsItWas) {
  const std::string bytes = frame();
  const Result<Frame> read = read_frame(bytes, Position{1000}, FrameCheck::kContent);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->head.partition, head().partition);
  EXPECT_EQ(read->head.key, head().key);
  EXPECT_EQ(read->head.previous, Position{500});
  EXPECT_EQ(read->head.header.first, Position{10});
  EXPECT_EQ(read->head.header.version, Version{3});
  EXPECT_EQ(read->head.header.action, Action::kUpdate);
  EXPECT_EQ(read->head.header.time_ms, 1'700'000'000'123);
  EXPECT_EQ(read->head.header.created_ms, 1'600'000'000'000);
  EXPECT_EQ(read->head.header.splice_at, 42U);
  EXPECT_EQ(read->head.header.origin, head().header.origin);
  EXPECT_EQ(read->content, "the text");
}

TEST(Frame, IsRefusedAtAnotherPosition) {
  const Result<Frame> read = read_frame(frame(), Position{1001}, FrameCheck::kHeader);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kInternal);
  EXPECT_NE(read.error().message.find("1001"), std::string::npos) << "the error names the position";
}

TEST(Frame, IsRefusedWithAnyBitFlipped) {
  const std::string whole = frame();
  for (std::size_t i = 0; i < whole.size() * 8; ++i) {
    std::string damaged = whole;
    damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(read_frame(damaged, Position{1000}, FrameCheck::kContent).ok()) << "bit " << i;
  }
}

TEST(Frame, IsRefusedAtEveryOtherLength) {
  const std::string whole = frame();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_frame(whole.substr(0, length), Position{1000}, FrameCheck::kHeader).ok()) << length;
  }
  EXPECT_FALSE(read_frame(whole + "x", Position{1000}, FrameCheck::kHeader).ok());
}

}  // namespace
}  // namespace osler::store::rocks
