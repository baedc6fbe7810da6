#include "store/rocks/delta.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <new>

namespace osler::store::rocks {
namespace {

constexpr std::size_t kWordsAtFirst = 512;  ///< Of memory taken at once: few for a delta that stays small.
constexpr std::size_t kWordsAtOnceMax = 64 << 10U;
constexpr std::size_t kSlotsAtFirst = 64;
constexpr std::uint32_t kPieceAtFirst = 3;
constexpr std::uint32_t kPieceMax = 1'024;

}  // namespace

Delta::Delta() : next_words_(kWordsAtFirst), slots_(kSlotsAtFirst), head_(make_node({}, kHeightMax)) {
  bytes_ += slots_.size() * sizeof(Slot);
}

void* Delta::allocate(std::size_t bytes) {
  const std::size_t words = (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
  if (words > free_words_) {
    free_words_ = std::max(words, next_words_);
    next_words_ = std::min(next_words_ * 2, kWordsAtOnceMax);
    memory_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(free_words_));
    free_ = memory_.back().get();
    bytes_ += free_words_ * sizeof(std::uint64_t);
  }
  void* taken = free_;
  free_ += words;
  free_words_ -= words;
  return taken;
}

Delta::Node* Delta::make_node(std::string_view term, int height) {
  const auto links = static_cast<std::size_t>(height);
  void* memory = allocate(sizeof(Node) + links * sizeof(std::atomic<Node*>) + term.size());
  Node* node = new (memory) Node();
  node->term_bytes = static_cast<std::uint32_t>(term.size());
  node->height = static_cast<std::uint32_t>(height);
  for (std::size_t i = 0; i < links; ++i) new (node->links() + i) std::atomic<Node*>(nullptr);
  if (!term.empty()) std::memcpy(static_cast<void*>(node->links() + links), term.data(), term.size());
  return node;
}

/// One in four nodes reaches the next level.
int Delta::random_height() {
  int height = 1;
  random_ ^= random_ << 13U;
  random_ ^= random_ >> 7U;
  random_ ^= random_ << 17U;
  for (std::uint64_t bits = random_; height < kHeightMax && bits % 4 == 0; bits /= 4) ++height;
  return height;
}

Delta::Node* Delta::before(std::string_view term, Left* on_level) const {
  Node* at = head_;
  for (int level = kHeightMax - 1; level >= 0; --level) {
    for (Node* next = at->next(level); next != nullptr && next->term() < term; next = at->next(level)) at = next;
    if (on_level != nullptr) (*on_level)[static_cast<std::size_t>(level)] = at;
  }
  return at;
}

Delta::Node* Delta::find(std::string_view term, std::size_t hash) const {
  for (std::size_t i = hash;; ++i) {
    const Slot& slot = slots_[i % slots_.size()];
    if (slot.node == nullptr) return nullptr;
    if (slot.hash == hash && slot.node->term() == term) return slot.node;
  }
}

void Delta::remember(Node* node, std::size_t hash) {
  if (2 * ++terms_ > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    std::swap(old, slots_);
    bytes_ += old.size() * sizeof(Slot);
    for (const Slot& slot : old) {
      std::size_t i = slot.hash;
      if (slot.node == nullptr) continue;
      while (slots_[i % slots_.size()].node != nullptr) ++i;
      slots_[i % slots_.size()] = slot;
    }
  }
  std::size_t i = hash;
  while (slots_[i % slots_.size()].node != nullptr) ++i;
  slots_[i % slots_.size()] = {node, hash};
}

void Delta::add(std::string_view term, std::uint64_t position) {
  const std::size_t hash = std::hash<std::string_view>()(term);
  Node* node = find(term, hash);
  if (node != nullptr) {
    if (node->newest != position) append(*node, position);
    return;
  }
  Left left{};
  before(term, &left);
  insert({term, position, hash}, left);
}

void Delta::add(std::span<const NewTerm> terms) {
  insertions_.clear();
  for (const auto& [term, position] : terms) {
    const std::size_t hash = std::hash<std::string_view>()(term);
    Node* node = find(term, hash);
    if (node == nullptr) insertions_.push_back({term, position, hash});
    else if (node->newest != position) append(*node, position);
  }
  std::stable_sort(insertions_.begin(), insertions_.end(), [](const Insertion& a, const Insertion& b) { return a.term < b.term; });
  Left left;
  left.fill(head_);
  const Node* inserted = nullptr;
  for (const Insertion& insertion : insertions_) {
    if (inserted != nullptr && inserted->term() == insertion.term) {
      Node* node = left[0];
      if (node->newest != insertion.position) append(*node, insertion.position);
      continue;
    }
    move_on(left, insertion.term);
    Node* node = insert(insertion, left);
    for (std::size_t level = 0; level < node->height; ++level) left[level] = node;
    inserted = node;
  }
}

/// From the place of an earlier term to that of a later one: up to the first level where that is not further on, then down.
void Delta::move_on(Left& left, std::string_view term) {
  const auto leads_before = [term](const Node* node, int level) {
    const Node* next = node->next(level);
    return next != nullptr && next->term() < term;
  };
  int level = 0;
  while (level < kHeightMax && leads_before(left[static_cast<std::size_t>(level)], level)) ++level;
  Node* at = nullptr;  // Where the level above led to, if it went on.
  while (--level >= 0) {
    Node*& here = left[static_cast<std::size_t>(level)];
    if (at != nullptr) here = at;
    while (leads_before(here, level)) at = here = here->next(level);
  }
}

Delta::Node* Delta::insert(const Insertion& insertion, Left& left) {
  Node* node = make_node(insertion.term, random_height());
  node->first = node->newest = insertion.position;
  for (std::size_t level = 0; level < node->height; ++level) {
    node->links()[level].store(left[level]->links()[level].load(std::memory_order_relaxed), std::memory_order_relaxed);
    left[level]->links()[level].store(node, std::memory_order_release);
  }
  remember(node, insertion.hash);
  return node;
}

void Delta::append(Node& node, std::uint64_t position) {
  node.newest = position;
  Piece* piece = node.last;
  const std::uint32_t size = piece == nullptr ? 0 : piece->size.load(std::memory_order_relaxed);
  if (piece != nullptr && size < piece->capacity) {
    piece->positions()[size] = position;
    piece->size.store(size + 1, std::memory_order_release);
    return;
  }
  const std::uint32_t capacity = piece == nullptr ? kPieceAtFirst : std::min(piece->capacity * 4, kPieceMax);
  Piece* fresh = new (allocate(sizeof(Piece) + capacity * sizeof(std::uint64_t))) Piece();
  fresh->capacity = capacity;
  fresh->positions()[0] = position;
  fresh->size.store(1, std::memory_order_relaxed);
  (piece == nullptr ? node.more : piece->next).store(fresh, std::memory_order_release);
  node.last = fresh;
}

/// The link is read before the size: a piece that has a successor is full, so what is seen is always a beginning of the
/// list. The other way round, the writer could fill the piece and link the next one in between, and leave a hole.
template <typename Visit>
void Delta::Cursor::for_each_piece(const Visit& visit) const {
  const Piece* piece = node_->more.load(std::memory_order_acquire);
  while (piece != nullptr) {
    const Piece* next = piece->next.load(std::memory_order_acquire);
    visit(*piece, piece->size.load(std::memory_order_acquire));
    piece = next;
  }
}

void Delta::Cursor::seek_before(std::string_view term) {
  node_ = delta_->before(term, nullptr);
  if (node_ == delta_->head_) node_ = nullptr;
}

void Delta::Cursor::read(Positions& out) const {
  out.push_back(node_->first);
  for_each_piece([&](const Piece& piece, std::uint32_t size) {
    out.insert(out.end(), piece.positions(), piece.positions() + size);
  });
}

std::uint64_t Delta::Cursor::count() const {
  std::uint64_t count = 1;
  for_each_piece([&](const Piece&, std::uint32_t size) { count += size; });
  return count;
}

}  // namespace osler::store::rocks
