#include "store/rocks/compression.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/assert.h"
#include "store/rocks/crc32c.h"
#include "store/rocks/dictionary_corpus.h"

namespace osler::store::rocks {
namespace {

constexpr int kLevel = 1;
constexpr std::size_t kDictionaryBytesMax = 32 << 10;
constexpr std::size_t kContentBytesMax = 30 << 10;  ///< The rest is for the statistics.
constexpr std::size_t kWorthCompressing = 48;       ///< Shorter texts are stored as they are.

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compression_context() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context([] {
    ZSTD_CCtx* made = ZSTD_createCCtx();
    // Frames have their own checksum, size and dictionary id.
    ZSTD_CCtx_setParameter(made, ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(made, ZSTD_c_dictIDFlag, 0);
    return made;
  }());
  return context.get();
}

ZSTD_DCtx* decompression_context() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  return context.get();
}

Content stored_as_is(std::string_view text) {
  return {0, static_cast<std::uint32_t>(text.size()), crc32c(text), std::string(text)};
}

Error damaged(const Frame& frame) {
  return internal_error("damaged record at position " + std::to_string(frame.head.header.position.number) +
                        ": its text cannot be unpacked");
}

}  // namespace

std::string default_dictionary() {
  const std::string_view corpus = dictionary_corpus();
  const std::vector<std::string_view> samples = dictionary_samples();
  std::vector<std::size_t> sizes;
  for (const std::string_view sample : samples) sizes.push_back(sample.size());
  // The corpus itself is the content; the samples give the statistics of what is left to write.
  std::string dictionary(kDictionaryBytesMax, '\0');
  const std::string_view content = corpus.substr(corpus.size() - std::min(corpus.size(), kContentBytesMax));
  ZDICT_params_t parameters{};
  parameters.compressionLevel = kLevel;
  const std::size_t bytes =
      ZDICT_finalizeDictionary(dictionary.data(), dictionary.size(), content.data(), content.size(), corpus.data(),
                               sizes.data(), static_cast<unsigned>(sizes.size()), parameters);
  if (ZDICT_isError(bytes) != 0) return std::string(content);
  dictionary.resize(bytes);
  return dictionary;
}

std::uint32_t dictionary_id(std::string_view dictionary) {
  const std::uint32_t id = crc32c(dictionary);
  return id == 0 ? 1 : id;
}

void Compressor::FreeDictionary::operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
void Compressor::FreeDictionary::operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }

void Compressor::add(std::string_view dictionary, Use use) {
  const std::uint32_t id = dictionary_id(dictionary);
  read_[id].reset(ZSTD_createDDict(dictionary.data(), dictionary.size()));
  if (use != Use::kWrite) return;
  write_.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel));
  write_id_ = id;
}

Content Compressor::compress(std::string_view text) const {
  OSLER_ASSERT(text.size() <= std::numeric_limits<std::uint32_t>::max());
  if (text.size() < kWorthCompressing || !write_) return stored_as_is(text);
  Content content{write_id_, static_cast<std::uint32_t>(text.size()), 0,
                  std::string(ZSTD_compressBound(text.size()), '\0')};
  ZSTD_CCtx* context = compression_context();
  ZSTD_CCtx_refCDict(context, write_.get());
  const std::size_t bytes =
      ZSTD_compress2(context, content.bytes.data(), content.bytes.size(), text.data(), text.size());
  if (ZSTD_isError(bytes) != 0 || bytes >= text.size()) return stored_as_is(text);
  content.bytes.resize(bytes);
  content.crc = crc32c(content.bytes);
  return content;
}

Result<std::string> Compressor::text_of(const Frame& frame) const {
  if (frame.dictionary == 0) {
    if (frame.content.size() != frame.text_bytes) return damaged(frame);
    return std::string(frame.content);
  }
  const auto dictionary = read_.find(frame.dictionary);
  if (dictionary == read_.end()) return damaged(frame);
  std::string text(frame.text_bytes, '\0');
  const std::size_t bytes =
      ZSTD_decompress_usingDDict(decompression_context(), text.data(), text.size(), frame.content.data(),
                                 frame.content.size(), dictionary->second.get());
  if (bytes != text.size()) return damaged(frame);
  return text;
}

}  // namespace osler::store::rocks
