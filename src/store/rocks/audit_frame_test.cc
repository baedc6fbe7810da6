#include "store/rocks/audit_frame.h"

#include <gtest/gtest.h>

#include "store/audit_chain.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::int64_t kTimeMs = 1'700'000'000'123;

std::string content_of(std::uint64_t number) { return "key_1 read Observation " + std::to_string(number); }

AuditFrame frame_of(std::uint64_t first, std::uint64_t count, const std::string& before) {
  AuditFrame frame(first, kTimeMs, before);
  for (std::uint64_t i = 0; i < count; ++i) frame.add(content_of(first + i));
  return frame;
}

TEST(AuditFrame, GivesItsEntriesBackChained) {
  for (const std::uint64_t first : {1U, 7U}) {
    const std::string before = first == 1 ? "" : std::string(32, 'h');
    for (const std::uint64_t count : {1U, 2U, 200U}) {
      const AuditFrame frame = frame_of(first, count, before);
      const auto entries = read_audit_row(first, frame.value());
      ASSERT_TRUE(entries.ok());
      ASSERT_EQ(entries->size(), count);
      std::string hash = before;
      for (std::uint64_t i = 0; i < count; ++i) {
        const AuditEntry& entry = (*entries)[i];
        hash = chain_hash(hash, first + i, kTimeMs, content_of(first + i));
        EXPECT_EQ(entry.sequence, first + i);
        EXPECT_EQ(entry.time_ms, kTimeMs);
        EXPECT_EQ(entry.content, content_of(first + i));
        // A single entry's row does not say what came before it.
        EXPECT_EQ(entry.hash, hash);
      }
      EXPECT_EQ(frame.hash(), hash);
    }
  }
}

TEST(AuditFrame, GivesOfARangeWhatIsAskedFor) {
  const std::string row = frame_of(7, 20, std::string(32, 'h')).value();
  const auto entries = read_audit_row(7, row, Hashes::kNone, {9, 12, false});
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 3U);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*entries)[i].sequence, 10 + i);
    EXPECT_EQ((*entries)[i].content, content_of(10 + i));
    EXPECT_EQ((*entries)[i].hash, "");
  }
  EXPECT_EQ(read_audit_row(7, row, Hashes::kAll, {25, 100, false})->front().hash, read_audit_row(7, row)->back().hash);
  EXPECT_TRUE(read_audit_row(7, row, Hashes::kNone, {26, 100, false})->empty());
  EXPECT_TRUE(read_audit_row(7, frame_of(7, 1, "").value(), Hashes::kNone, {7, 100, false})->empty());
}

TEST(AuditFrame, IsSmallWhenEntriesAreAlike) { EXPECT_LT(frame_of(7, 200, std::string(32, 'h')).value().size(), 200U * 10); }

TEST(AuditFrame, IsFullAtItsLimits) {
  EXPECT_FALSE(frame_of(1, AuditFrame::kEntriesMax - 1, "").is_full());
  EXPECT_TRUE(frame_of(1, AuditFrame::kEntriesMax, "").is_full());
  AuditFrame large(1, kTimeMs, "");
  large.add(std::string(AuditFrame::kBytesMax, 'x'));
  EXPECT_TRUE(large.is_full());
}

/// What a store of format 2 holds.
TEST(AuditFrame, ReadsARowThatAnOlderProgramWrote) {
  std::string row;
  append_u64(row, static_cast<std::uint64_t>(kTimeMs));
  row += std::string(32, 'h') + "content";
  const auto entries = read_audit_row(9, row);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().content, "content");
  EXPECT_EQ(entries->front().hash, std::string(32, 'h'));
}

TEST(AuditFrame, NeverCrashesOnDamage) {
  const std::string whole = frame_of(7, 5, std::string(32, 'h')).value();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_audit_row(7, std::string_view(whole).substr(0, length)).ok()) << length;
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      static_cast<void>(read_audit_row(7, damaged));
    }
  }
}

}  // namespace
}  // namespace osler::store::rocks
