#include "store/rocks/known_conditions.h"

#include <rocksdb/cache.h>

#include <algorithm>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kSetsAtLeast = 8;     ///< So many of the largest size fit.
constexpr int kShardBits = 0;               ///< Sets are large: one lock, held for moments.
constexpr std::uint64_t kPositionsOfBits = 64;  ///< A position in a list takes as much memory as so many in bits.

using Held = std::shared_ptr<const EntrySet>;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
void free_set(const rocksdb::Slice&, void* held) { delete static_cast<Held*>(held); }

}  // namespace

EntrySet::EntrySet(Positions ascending, std::uint64_t since, std::uint64_t until)
    : since_(since), until_(until), size_(ascending.size()), list_(std::move(ascending)) {
  if (size_ < until / kPositionsOfBits) return;
  bits_.emplace(until);
  for (const std::uint64_t position : list_) bits_->add(position);
  list_ = {};
}

EntrySet::EntrySet(PositionBits bits, std::uint64_t since, std::uint64_t until)
    : since_(since), until_(until), size_(bits.count()) {
  if (size_ < until / kPositionsOfBits) list_ = bits.positions();
  else bits_ = std::move(bits);
}

bool EntrySet::has(std::uint64_t position) const { return bits_ ? bits_->has(position) : contains(list_, position); }

std::size_t EntrySet::bytes() const {
  return sizeof *this + (bits_ ? bits_->bytes() : list_.capacity() * sizeof(std::uint64_t));
}

PositionBits KnownEntries::visible_in(const PositionBits& visible) const {
  if (!set->bits() || !later.empty()) {
    PositionBits found = visible;
    keep_in(found);
    return found;
  }
  return PositionBits::of_both(visible, *set->bits());
}

void KnownEntries::add_to(PositionBits& out) const {
  if (set->bits()) out.unite(*set->bits());
  for (const std::uint64_t position : set->list()) out.add(position);
  for (const std::uint64_t position : later) out.add(position);
}

void KnownEntries::keep_in(PositionBits& out) const {
  Positions rest;
  std::copy_if(later.begin(), later.end(), std::back_inserter(rest), [&](std::uint64_t p) { return out.has(p); });
  if (set->bits()) {
    out.keep(*set->bits());
  } else {
    Positions kept;
    std::copy_if(set->list().begin(), set->list().end(), std::back_inserter(kept), [&](std::uint64_t p) { return out.has(p); });
    out.clear();
    for (const std::uint64_t position : kept) out.add(position);
  }
  for (const std::uint64_t position : rest) out.add(position);
}

KnownConditions::KnownConditions(const KnownConditionsOptions& options)
    : options_(options), cache_(options.bytes_max == 0 ? nullptr : rocksdb::NewLRUCache(options.bytes_max, kShardBits)) {}

std::shared_ptr<const EntrySet> KnownConditions::find(std::string_view key) const {
  if (!cache_) return nullptr;
  rocksdb::Cache::Handle* found = cache_->Lookup(slice(key));
  if (found == nullptr) return nullptr;
  Held set = *static_cast<const Held*>(cache_->Value(found));
  cache_->Release(found);
  return set;
}

void KnownConditions::keep(std::string_view key, std::shared_ptr<const EntrySet> set) const {
  const std::size_t bytes = set->bytes() + key.size();
  if (!cache_ || bytes > options_.bytes_max / kSetsAtLeast) return;
  auto held = std::make_unique<Held>(std::move(set));
  // Without a handle the cache takes it in any case, and lets it go again if there is no room.
  static_cast<void>(cache_->Insert(slice(key), held.release(), bytes, free_set));
}

}  // namespace osler::store::rocks
