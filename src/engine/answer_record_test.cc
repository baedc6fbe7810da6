#include "engine/answer_record.h"

#include <gtest/gtest.h>

namespace osler::engine {
namespace {

AnswerRecord sample() {
  AnswerRecord record{1'736'935'200'123, std::string(32, '\xf7'), 201, "req_1 1000", {}, {}};
  record.versions = {{{TypeId{300}, "019aa6c1d5f0b7c2a91e44d0"}, Version{1}, WriteEffect::kCreated}, {{TypeId{7}, "x"}, Version{300}, WriteEffect::kDeleted}};
  record.text = std::string("a\0b", 3);
  return record;
}

TEST(AnswerRecord, ReadsBackWhatWasWritten) {
  const AnswerRecord written = sample();
  const Result<AnswerRecord> read = decode_answer(encode(written));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->time_ms, written.time_ms);
  EXPECT_EQ(read->fingerprint, written.fingerprint);
  EXPECT_EQ(read->status, 201);
  EXPECT_EQ(read->context, written.context);
  ASSERT_EQ(read->versions.size(), 2U);
  EXPECT_EQ(read->versions[1].key, written.versions[1].key);
  EXPECT_EQ(read->versions[1].version, Version{300});
  EXPECT_EQ(read->versions[1].effect, WriteEffect::kDeleted);
  EXPECT_EQ(read->text, written.text);
}

TEST(AnswerRecord, RefusesEveryCutAndWhatIsLeftOver) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Result<AnswerRecord> read = decode_answer(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.error().kind, ErrorKind::kInternal);
  }
  EXPECT_FALSE(decode_answer(bytes + "x").ok());
  EXPECT_FALSE(decode_answer("\x02" + bytes.substr(1)).ok());
}

}  // namespace
}  // namespace osler::engine
