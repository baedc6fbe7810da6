#pragma once
// The part of the index that is not on disk yet: terms in order, each with the versions that have it. One thread adds
// while any number read. A skip list whose nodes never move or change, but for lists of positions that grow.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "store/rocks/positions.h"

namespace osler::store::rocks {

class Delta {
 public:
  Delta();
  Delta(const Delta&) = delete;
  Delta& operator=(const Delta&) = delete;
  ~Delta() = default;

  /// A version's term. The bytes are another's.
  struct NewTerm {
    std::string_view term;
    std::uint64_t position;
  };

  /// The one writer's. A position given twice in a row for one term stands there once.
  void add(std::string_view term, std::uint64_t position);
  /// The same for many, given in the order of their positions: each finds its place from that of the one before.
  void add(std::span<const NewTerm> terms);
  /// Memory taken. The one writer may ask.
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return head_->next(0) == nullptr; }

  class Cursor;

 private:
  static constexpr int kHeightMax = 12;

  /// Positions in one piece of memory, which stand behind the header.
  struct Piece {
    std::atomic<Piece*> next{nullptr};
    std::atomic<std::uint32_t> size{0};
    std::uint32_t capacity = 0;
    std::uint64_t* positions() { return reinterpret_cast<std::uint64_t*>(this + 1); }
    const std::uint64_t* positions() const { return reinterpret_cast<const std::uint64_t*>(this + 1); }
  };
  /// `height` links and the term's bytes stand behind the header.
  struct Node {
    std::uint64_t first = 0;            ///< Never changes.
    std::atomic<Piece*> more{nullptr};  ///< Further positions.
    Piece* last = nullptr;              ///< The writer's alone, as is `newest`.
    std::uint64_t newest = 0;
    std::uint32_t term_bytes = 0;
    std::uint32_t height = 0;
    std::atomic<Node*>* links() { return reinterpret_cast<std::atomic<Node*>*>(this + 1); }
    const std::atomic<Node*>* links() const { return reinterpret_cast<const std::atomic<Node*>*>(this + 1); }
    Node* next(int level) const { return links()[level].load(std::memory_order_acquire); }
    std::string_view term() const { return {reinterpret_cast<const char*>(links() + height), term_bytes}; }
  };
  /// For the writer, who mostly meets terms that are there already.
  struct Slot {
    Node* node = nullptr;
    std::size_t hash = 0;
  };

  void* allocate(std::size_t bytes);
  Node* make_node(std::string_view term, int height);
  void append(Node& node, std::uint64_t position);
  /// On each level the last node before some term.
  using Left = std::array<Node*, kHeightMax>;
  /// A term that is not there yet; its place in order.
  struct Insertion {
    std::string_view term;
    std::uint64_t position;
    std::size_t hash;
  };
  Node* insert(const Insertion& insertion, Left& left);
  static void move_on(Left& left, std::string_view term);
  void remember(Node* node, std::size_t hash);
  Node* find(std::string_view term, std::size_t hash) const;
  int random_height();
  /// The last node before `term`, on each level if asked for.
  Node* before(std::string_view term, Left* on_level) const;

  std::vector<std::unique_ptr<std::uint64_t[]>> memory_;
  std::uint64_t* free_ = nullptr;
  std::size_t free_words_ = 0;
  std::size_t next_words_;
  std::size_t bytes_ = 0;
  std::size_t terms_ = 0;
  std::vector<Slot> slots_;
  std::vector<Insertion> insertions_;  ///< Memory used again.
  std::uint64_t random_ = 0x9E3779B97F4A7C15ULL;
  Node* head_;
};

/// A walk over the terms. What is added meanwhile may be seen or not; what was there when a position was published is.
/// The delta must outlive it.
class Delta::Cursor {
 public:
  explicit Cursor(const Delta& delta) : delta_(&delta) {}
  bool valid() const { return node_ != nullptr; }
  std::string_view term() const { return node_->term(); }
  /// To the first term at or after `term`.
  void seek(std::string_view term) { node_ = delta_->before(term, nullptr)->next(0); }
  /// To the last term before `term`.
  void seek_before(std::string_view term);
  void next() { node_ = node_->next(0); }
  void previous() { seek_before(node_->term()); }
  /// Appends the term's positions, in the order in which they were added: all of them, or those up to some one of them.
  void read(Positions& out) const;
  /// How many positions the term has.
  std::uint64_t count() const;

 private:
  template <typename Visit>
  void for_each_piece(const Visit& visit) const;

  const Delta* delta_;
  const Node* node_ = nullptr;
};

}  // namespace osler::store::rocks
