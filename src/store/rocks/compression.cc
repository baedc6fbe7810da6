#include "store/rocks/compression.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

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

struct Compressor::Dictionaries {
  std::unordered_map<std::uint32_t, std::shared_ptr<const ZSTD_DDict>> read;
  std::shared_ptr<const ZSTD_CDict> write;  ///< Null: new texts are stored as they are.
  std::uint32_t write_id = 0;
};

Compressor::Compressor() {
  all_.push_back(std::make_unique<const Dictionaries>());
  now_ = all_.back().get();
}

Compressor::~Compressor() = default;

void Compressor::add(std::string_view dictionary, Use use) {
  const std::lock_guard lock(mutex_);
  auto more = std::make_unique<Dictionaries>(now());
  const std::uint32_t id = dictionary_id(dictionary);
  more->read[id] = {ZSTD_createDDict(dictionary.data(), dictionary.size()), ZSTD_freeDDict};
  if (use == Use::kWrite) {
    more->write = {ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel), ZSTD_freeCDict};
    more->write_id = id;
  }
  now_.store(more.get(), std::memory_order_release);
  all_.push_back(std::move(more));
}

Content Compressor::compress(std::string_view text) const {
  OSLER_ASSERT(text.size() <= std::numeric_limits<std::uint32_t>::max());
  const Dictionaries& dictionaries = now();
  if (text.size() < kWorthCompressing || !dictionaries.write) return stored_as_is(text);
  Content content{dictionaries.write_id, static_cast<std::uint32_t>(text.size()), 0,
                  std::string(ZSTD_compressBound(text.size()), '\0')};
  ZSTD_CCtx* context = compression_context();
  ZSTD_CCtx_refCDict(context, dictionaries.write.get());
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
  const Dictionaries& dictionaries = now();
  const auto dictionary = dictionaries.read.find(frame.dictionary);
  if (dictionary == dictionaries.read.end()) return damaged(frame);
  std::string text(frame.text_bytes, '\0');
  const std::size_t bytes =
      ZSTD_decompress_usingDDict(decompression_context(), text.data(), text.size(), frame.content.data(),
                                 frame.content.size(), dictionary->second.get());
  if (bytes != text.size()) return damaged(frame);
  return text;
}

}  // namespace osler::store::rocks
