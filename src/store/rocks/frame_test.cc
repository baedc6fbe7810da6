#include "store/rocks/frame.h"

#include <gtest/gtest.h>

#include "store/rocks/bytes.h"
#include "store/rocks/crc32c.h"
#include "store/rocks/runs.h"

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

/// As programs of store formats 1 and 2 wrote it. Spec: docs/formats/store.md, frame format 1.
std::string frame_of_format_1() {
  const FrameHeader is = head();
  std::string bytes;
  append_u8(bytes, 1);
  append_u8(bytes, static_cast<std::uint8_t>(is.header.action));
  append_u16(bytes, number_of(is.key.type));
  append_u32(bytes, is.partition.number());
  append_u64(bytes, is.header.position.number);
  append_u64(bytes, is.header.first.number);
  append_u64(bytes, is.previous.number);
  append_u64(bytes, static_cast<std::uint64_t>(is.header.version.number));
  append_u64(bytes, static_cast<std::uint64_t>(is.header.time_ms));
  append_u64(bytes, static_cast<std::uint64_t>(is.header.created_ms));
  append_u32(bytes, is.header.splice_at);
  append_u32(bytes, crc32c("the text"));
  append_u32(bytes, 0);
  append_u32(bytes, 8);
  append_u32(bytes, 8);
  const Origin& origin = is.header.origin;
  for (const std::string* name : {&is.key.id, &origin.actor, &origin.surface, &origin.request_id})
    append_u8(bytes, static_cast<std::uint8_t>(name->size()));
  for (const std::string* name : {&is.key.id, &origin.actor, &origin.surface, &origin.request_id}) bytes += *name;
  std::string out;
  append_u32(out, crc32c(bytes));
  return out + bytes + "the text";
}

void expect_as_it_was(std::string_view bytes) {
  const Result<Frame> read = read_frame(bytes, Position{1000}, FrameCheck::kContent);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->head.partition, head().partition);
  EXPECT_EQ(read->head.key, head().key);
  EXPECT_EQ(read->head.previous, Position{500});
  EXPECT_EQ(read->head.header.position, Position{1000});
  EXPECT_EQ(read->head.header.first, Position{10});
  EXPECT_EQ(read->head.header.version, Version{3});
  EXPECT_EQ(read->head.header.action, Action::kUpdate);
  EXPECT_EQ(read->head.header.time_ms, 1'700'000'000'123);
  EXPECT_EQ(read->head.header.created_ms, 1'600'000'000'000);
  EXPECT_EQ(read->head.header.splice_at, 42U);
  EXPECT_EQ(read->head.header.origin, head().header.origin);
  EXPECT_EQ(read->text_bytes, 8U);
  EXPECT_EQ(read->dictionary, 0U);
  EXPECT_EQ(read->content, "the text");
}

TEST(Frame, ComesBackAsItWas) { expect_as_it_was(frame()); }

/// What stands in place of times in a staged run's frames. Spec: docs/formats/store.md.
TEST(Frame, KeepsTheMarkOfARunsTime) {
  for (const std::int64_t created_ms : {kTimeOfRun, std::int64_t{1'700'000'000'000}}) {
    FrameHeader of_run = head();
    of_run.header.time_ms = kTimeOfRun;
    of_run.header.created_ms = created_ms;
    std::string out;
    append_frame(out, of_run, {0, 0, crc32c(""), ""});
    const Result<Frame> read = read_frame(out, of_run.header.position, FrameCheck::kContent);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->head.header.time_ms, kTimeOfRun);
    EXPECT_EQ(read->head.header.created_ms, created_ms);
  }
}

TEST(Frame, OfTheFirstFormatCanStillBeRead) { expect_as_it_was(frame_of_format_1()); }

TEST(Frame, SaysWhatThereIsNoneOf) {
  FrameHeader first = head();
  first.header.first = first.header.position;
  first.previous = {};
  first.header.created_ms = first.header.time_ms;
  std::string out;
  append_frame(out, first, {0, 0, crc32c(""), ""});
  const Result<Frame> read = read_frame(out, Position{1000}, FrameCheck::kContent);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->head.previous, Position{0});
  EXPECT_EQ(read->head.header.first, Position{1000});
  EXPECT_EQ(read->head.header.created_ms, first.header.time_ms);
  EXPECT_LT(out.size(), 70U);
}

TEST(Frame, IsRefusedAtAnotherPosition) {
  const Result<Frame> read = read_frame(frame(), Position{1001}, FrameCheck::kHeader);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kInternal);
  EXPECT_NE(read.error().message.find("1001"), std::string::npos) << "the error names the position";
}

TEST(Frame, IsRefusedWithAnyBitFlipped) {
  for (const std::string& whole : {frame(), frame_of_format_1()}) {
    for (std::size_t i = 0; i < whole.size() * 8; ++i) {
      std::string damaged = whole;
      damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
      EXPECT_FALSE(read_frame(damaged, Position{1000}, FrameCheck::kContent).ok()) << "bit " << i;
    }
  }
}

TEST(Frame, IsRefusedAtEveryOtherLength) {
  for (const std::string& whole : {frame(), frame_of_format_1()}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(read_frame(whole.substr(0, length), Position{1000}, FrameCheck::kHeader).ok()) << length;
    }
    EXPECT_FALSE(read_frame(whole + "x", Position{1000}, FrameCheck::kHeader).ok());
  }
}

}  // namespace
}  // namespace osler::store::rocks
