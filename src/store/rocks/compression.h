#pragma once
// Texts made small with dictionaries that know what records look like. A dictionary, once used, is kept for ever under
// its id; texts name it.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rocks/frame.h"

namespace osler::store::rocks {

/// The dictionary that new stores begin with, made from the corpus that ships in the program.
std::string default_dictionary();
/// Never 0; the same bytes have the same id.
std::uint32_t dictionary_id(std::string_view dictionary);

/// Any thread.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// A dictionary that texts may name. The last one added with kWrite is used for new texts.
  enum class Use : std::uint8_t { kReadOnly, kWrite };
  void add(std::string_view dictionary, Use use);

  Content compress(std::string_view text) const;
  /// Errors: kInternal, naming `position`, if the frame's content is not what compress() made.
  Result<std::string> text_of(const Frame& frame) const;

 private:
  struct Dictionaries;
  const Dictionaries& now() const { return *now_.load(std::memory_order_acquire); }

  std::mutex mutex_;  ///< Of add().
  /// What there was after each add(): readers may still use any of it, and there are few.
  std::vector<std::unique_ptr<const Dictionaries>> all_;
  std::atomic<const Dictionaries*> now_;
};

}  // namespace osler::store::rocks
