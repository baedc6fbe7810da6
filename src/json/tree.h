#pragma once
// A parsed JSON text: a flat array of nodes over the original bytes. Numbers stay as written, strings undecoded until
// asked for, object members in their order. A tree is immutable and owns its bytes; a View is a cheap pointer into it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/name_table.h"
#include "json/padded_bytes.h"

namespace osler::json {

enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

/// "null", "boolean", "number", "string", "array" or "object": the words used in messages.
std::string_view word_for(Kind kind);

/// One value. `begin`/`size` are its bytes in the text (a string with its quotes, a container with its brackets);
/// `key` is the offset of the opening quote of its member name, or 0 inside an array; `next` is the index of the node
/// after its subtree.
struct Node {
  std::uint32_t begin;
  std::uint32_t size;
  std::uint32_t next;
  std::uint32_t key;
  NameId name;
  Kind kind;
  std::uint8_t flags;  ///< Bit 0: the string holds escapes. Bit 1: the key holds escapes.
};
inline constexpr std::uint8_t kTextHasEscapes = 1;
inline constexpr std::uint8_t kKeyHasEscapes = 2;

/// 1-based line and column (in bytes) of an offset.
struct SourcePosition {
  std::uint32_t line;
  std::uint32_t column;
};

/// The line and column of text[offset]. Linear in the text.
SourcePosition position_in(std::string_view text, std::size_t offset);

class Tree;

/// One value of a tree, or none (`exists()` is false; then kind() is kNull and every look-up gives none, so look-ups
/// may be chained). Valid as long as its tree; never keep one longer.
class View {
 public:
  View() = default;
  View(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  bool exists() const { return tree_ != nullptr; }
  explicit operator bool() const { return exists(); }
  Kind kind() const;
  bool is_object() const { return exists() && kind() == Kind::kObject; }
  bool is_array() const { return exists() && kind() == Kind::kArray; }
  bool is_string() const { return exists() && kind() == Kind::kString; }
  bool is_number() const { return exists() && kind() == Kind::kNumber; }
  bool is_bool() const { return exists() && (kind() == Kind::kTrue || kind() == Kind::kFalse); }
  bool is_null() const { return exists() && kind() == Kind::kNull; }

  /// The member name's number; kUnknown if the table has no such name, or inside an array.
  NameId name() const;
  /// The member name, decoded. Inside an array: empty. Points into the text unless it has escapes, then into `scratch`.
  std::string_view key(std::string& scratch) const;
  /// The member name, decoded, as a copy.
  std::string key() const;
  /// Exactly the bytes of this value, quotes and brackets included.
  std::string_view raw() const;
  /// A string's content, decoded; for other kinds the raw bytes. Points into the text, or into `scratch` when the
  /// string has escapes. No allocation on the common path.
  std::string_view text(std::string& scratch) const;
  std::string text() const;
  /// Whether this is a string with exactly this content.
  bool equals(std::string_view content) const;
  bool is_true() const { return exists() && kind() == Kind::kTrue; }

  /// The member with this name; none if this is no object or has no such member. Linear in the members.
  View member(NameId name) const;
  View member(std::string_view name) const;
  /// The i-th element or member, from 0; none beyond the end.
  View at(std::size_t i) const;
  /// Number of elements or members; 0 for scalars.
  std::size_t count() const;

  class Iterator;
  /// Elements or members in order, for range-for. Empty for scalars.
  Iterator begin() const;
  Iterator end() const;

  /// Byte offset of the value in the text.
  std::uint32_t offset() const;
  /// Line and column of the value. Linear in the text: for messages only.
  SourcePosition position() const;
  std::uint32_t index() const { return index_; }
  const Tree* tree() const { return tree_; }

 private:
  const Node& node() const;
  const Tree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

class View::Iterator {
 public:
  Iterator(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
  View operator*() const { return {tree_, index_}; }
  Iterator& operator++();
  bool operator!=(const Iterator& other) const { return index_ != other.index_; }
  bool operator==(const Iterator& other) const { return index_ == other.index_; }

 private:
  const Tree* tree_;
  std::uint32_t index_;
};

class Tree {
 public:
  Tree() = default;
  Tree(PaddedBytes text, std::vector<Node> nodes) : text_(std::move(text)), nodes_(std::move(nodes)) {}
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;

  /// The outermost value. Views point at this object: do not move the tree while one lives.
  View root() const { return nodes_.empty() ? View{} : View(this, 0); }
  std::string_view text() const { return text_.view(); }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  PaddedBytes text_;
  std::vector<Node> nodes_;
};

/// Appends `text` as a JSON string with quotes, escaping only what JSON requires.
void append_quoted(std::string& out, std::string_view text);

/// Whether two values are the same JSON: members in any order, numbers by their written text, strings decoded.
bool same_value(View a, View b);

// --- short definitions, so that walking costs no calls

inline const Node& View::node() const { return tree_->nodes()[index_]; }
inline Kind View::kind() const { return exists() ? node().kind : Kind::kNull; }
inline NameId View::name() const { return exists() ? node().name : NameId::kUnknown; }
inline std::uint32_t View::offset() const { return exists() ? node().begin : 0; }
inline std::string_view View::raw() const {
  return exists() ? tree_->text().substr(node().begin, node().size) : std::string_view{};
}
inline View::Iterator View::begin() const {
  return {tree_, is_object() || is_array() ? index_ + 1 : index_};
}
inline View::Iterator View::end() const { return {tree_, is_object() || is_array() ? node().next : index_}; }
inline View::Iterator& View::Iterator::operator++() {
  index_ = tree_->nodes()[index_].next;
  return *this;
}

}  // namespace osler::json
