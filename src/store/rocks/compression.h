#pragma once
// Texts made small with dictionaries that know what records look like. A dictionary, once used, is kept for ever under
// its id; texts name it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "store/rocks/frame.h"

typedef struct ZSTD_CDict_s ZSTD_CDict;
typedef struct ZSTD_DDict_s ZSTD_DDict;

namespace osler::store::rocks {

/// The dictionary that new stores begin with, made from the corpus that ships in the program.
std::string default_dictionary();
/// Never 0; the same bytes have the same id.
std::uint32_t dictionary_id(std::string_view dictionary);

/// Any thread, once all dictionaries are added.
class Compressor {
 public:
  Compressor() = default;
  Compressor(Compressor&&) = default;
  Compressor& operator=(Compressor&&) = default;
  ~Compressor() = default;

  /// A dictionary that texts may name. The last one added with kWrite is used for new texts.
  enum class Use : std::uint8_t { kReadOnly, kWrite };
  void add(std::string_view dictionary, Use use);

  Content compress(std::string_view text) const;
  /// Errors: kInternal, naming `position`, if the frame's content is not what compress() made.
  Result<std::string> text_of(const Frame& frame) const;

 private:
  struct FreeDictionary {
    void operator()(ZSTD_CDict* dictionary) const;
    void operator()(ZSTD_DDict* dictionary) const;
  };
  std::unordered_map<std::uint32_t, std::unique_ptr<ZSTD_DDict, FreeDictionary>> read_;
  std::unique_ptr<ZSTD_CDict, FreeDictionary> write_;
  std::uint32_t write_id_ = 0;
};

}  // namespace osler::store::rocks
