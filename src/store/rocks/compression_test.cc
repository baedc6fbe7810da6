#include "store/rocks/compression.h"

#include <gtest/gtest.h>

#include "store/rocks/crc32c.h"
#include "store/rocks/dictionary_corpus.h"

namespace osler::store::rocks {
namespace {

Frame frame_of(const Content& content) {
  Frame frame;
  frame.dictionary = content.dictionary;
  frame.text_bytes = content.text_bytes;
  frame.content = content.bytes;
  return frame;
}

TEST(Crc32c, GivesThePublishedCheckValue) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(Dictionary, IsTheSameEachTime) {
  EXPECT_EQ(default_dictionary(), default_dictionary());
  EXPECT_GT(default_dictionary().size(), 10'000U);
  EXPECT_NE(dictionary_id(default_dictionary()), dictionary_id("other"));
  EXPECT_GT(dictionary_samples().size(), 25U);
}

TEST(Compressor, GivesEveryTextBack) {
  Compressor compressor;
  compressor.add(default_dictionary(), Compressor::Use::kWrite);
  for (const std::string_view sample : dictionary_samples()) {
    const Content content = compressor.compress(sample);
    EXPECT_NE(content.dictionary, 0U);
    EXPECT_LT(content.bytes.size() * 2, sample.size());
    EXPECT_EQ(*compressor.text_of(frame_of(content)), sample);
  }
  for (const std::string& text : {std::string(), std::string("short"), std::string(1'000'000, 'z')}) {
    EXPECT_EQ(*compressor.text_of(frame_of(compressor.compress(text))), text);
  }
}

TEST(Compressor, ReadsTextsOfAFormerDictionary) {
  Compressor before;
  before.add("a former dictionary, of other bytes: resourceType, subject, reference, Patient", Compressor::Use::kWrite);
  const std::string text =
      "{\"resourceType\":\"Patient\",\"subject\":{\"reference\":\"Patient/1\"},\"subject\":\"Patient\"}";
  const Content content = before.compress(text);
  Compressor now;
  now.add("a former dictionary, of other bytes: resourceType, subject, reference, Patient", Compressor::Use::kReadOnly);
  now.add(default_dictionary(), Compressor::Use::kWrite);
  EXPECT_EQ(*now.text_of(frame_of(content)), text);
  Compressor without;
  without.add(default_dictionary(), Compressor::Use::kWrite);
  EXPECT_FALSE(without.text_of(frame_of(content)).ok());
}

TEST(Compressor, NeverCrashesOnDamage) {
  Compressor compressor;
  compressor.add(default_dictionary(), Compressor::Use::kWrite);
  const std::string text(dictionary_samples().back());
  const Content content = compressor.compress(text);
  for (std::size_t i = 0; i < content.bytes.size(); ++i) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      Content damaged = content;
      damaged.bytes[i] = static_cast<char>(damaged.bytes[i] ^ flip);
      const Result<std::string> read = compressor.text_of(frame_of(damaged));
      EXPECT_TRUE(!read.ok() || read->size() == text.size());
    }
  }
  Content cut = content;
  cut.bytes.resize(cut.bytes.size() / 2);
  EXPECT_FALSE(compressor.text_of(frame_of(cut)).ok());
}

}  // namespace
}  // namespace osler::store::rocks
