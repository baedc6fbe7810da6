#include "store/rocks/dictionary_trainer.h"

#include <algorithm>
#include <utility>

#include "base/fault.h"
#include "base/thread_name.h"
#include "store/rocks/load.h"
#include "store/rocks/train_dictionary.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kGrowth = 8;  ///< Between one look and the next: seven looks up to a thousand million versions.
constexpr std::size_t kSamples = 2'400;
constexpr std::size_t kSampleBytesMax = 8 << 10;  ///< Of one text.
constexpr std::size_t kSamplesBytesMax = 4 << 20;
constexpr std::size_t kJudgedOneIn = 6;  ///< These are not learnt from, but packed to see what was learnt.
constexpr std::size_t kBetterBy = 10;    ///< Percent less, or it is not worth a dictionary.

std::size_t packed_bytes(const Compressor& compressor, const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += compressor.compress(text).bytes.size();
  return bytes;
}

}  // namespace

DictionaryTrainer::DictionaryTrainer(Database& database, Compressor& compressor, const Published& published,
                                     std::uint64_t first_at, std::uint64_t newest)
    : database_(database), compressor_(compressor), records_(database, compressor, published, no_cache_) {
  next_at_ = first_at;
  while (next_at_ != 0 && next_at_ <= newest) next_at_ *= kGrowth;
}

DictionaryTrainer::~DictionaryTrainer() {
  is_stopped_ = true;
  wait();
}

void DictionaryTrainer::wait() {
  if (thread_.joinable()) thread_.join();
}

void DictionaryTrainer::grew(std::uint64_t newest) {
  if (next_at_ == 0 || newest < next_at_ || is_training_) return;
  wait();
  while (next_at_ <= newest) next_at_ *= kGrowth;
  is_training_ = true;
  thread_ = std::thread([this, newest] {
    name_this_thread("dictionary");
    train(newest);
    is_training_ = false;
  });
}

/// Texts from all over the store, each from another part of it.
std::vector<std::string> DictionaryTrainer::sample(std::uint64_t newest) const {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  const std::uint64_t step = std::max<std::uint64_t>(newest / kSamples, 1);
  for (std::uint64_t at = 1; at <= newest && bytes < kSamplesBytesMax && !is_stopped_; at += step) {
    Result<Record> record = records_.record(Position{at});
    if (!record.ok() || record->header.is_deleted()) continue;
    record->text.resize(std::min(record->text.size(), kSampleBytesMax));
    bytes += record->text.size();
    texts.push_back(std::move(record->text));
  }
  return texts;
}

void DictionaryTrainer::train(std::uint64_t newest) {
  std::vector<std::string> learnt_from;
  std::vector<std::string> judged;
  std::size_t count = 0;
  for (std::string& text : sample(newest)) {
    (count++ % kJudgedOneIn == 0 ? judged : learnt_from).push_back(std::move(text));
  }
  const std::string dictionary = train_dictionary(learnt_from);
  if (dictionary.empty() || is_stopped_) return;
  Compressor trained;
  trained.add(dictionary, Compressor::Use::kWrite);
  if (packed_bytes(trained, judged) * 100 > packed_bytes(compressor_, judged) * (100 - kBetterBy)) return;
  take(dictionary);
}

/// On disk first: a frame that names it must never be without it.
void DictionaryTrainer::take(const std::string& dictionary) {
  if (!database_.check_room(dictionary.size()).ok()) return;
  keep_dictionary(database_, dictionary);
  OSLER_FAULT("dictionary.after_write");
  compressor_.add(dictionary, Compressor::Use::kWrite);
}

}  // namespace osler::store::rocks
