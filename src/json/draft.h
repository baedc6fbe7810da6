#pragma once
// A JSON document in the making: PATCH and the /v1 mapping edit a draft and write it out once. Values taken over from a
// tree are kept as slices of its text until something inside them changes, so untouched parts keep their exact bytes.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "json/padded_bytes.h"
#include "json/tree.h"

namespace osler::json {

class Draft;

/// When two numbers are the same: FHIR's decimals differ in 1.0 and 1.00, JSON Patch's numbers do not.
enum class Numbers : std::uint8_t { kAsWritten, kByValue };

/// What a value would cost to write and to copy.
struct DraftExtent {
  std::uint64_t bytes;   ///< Of its text; at most two more for each value inside.
  std::uint64_t parts;   ///< Values that are held one by one; a slice of a tree is one, whatever its size.
  std::uint32_t height;  ///< Arrays and objects inside one another, as Limits::depth_max counts them; 0 for a scalar.
};

/// One value of a draft, or none. Cheap to copy; valid as long as its draft. What changes a value needs one that exists;
/// nodes of values that have been removed or replaced may still be used, but are part of the document no longer.
class DraftNode {
 public:
  DraftNode() = default;
  bool exists() const { return slot_ != nullptr; }
  explicit operator bool() const { return exists(); }
  Kind kind() const;
  bool is_object() const { return exists() && kind() == Kind::kObject; }
  bool is_array() const { return exists() && kind() == Kind::kArray; }
  bool is_string() const { return exists() && kind() == Kind::kString; }

  /// Member of an object; none if absent or if this is no object.
  DraftNode member(std::string_view name) const;
  /// Element of an array (or member by position); none beyond the end.
  DraftNode at(std::size_t i) const;
  std::size_t count() const;
  /// The member name of this value; empty inside an array.
  std::string key() const;
  /// A string's decoded content; the written text of a number or literal; JSON text of a container.
  std::string text() const;

  /// Turns this value into an empty object / array unless it is one already. Returns itself.
  DraftNode make_object();
  DraftNode make_array();
  void set_null();
  void set_bool(bool value);
  /// `text` must be a JSON number.
  void set_number(std::string_view text);
  void set_string(std::string_view content);
  /// Takes over a value by reference to the tree's text; the tree must outlive the draft.
  void set_view(View value);
  /// Copies another value of this or another draft, deeply. Trees that its slices point to must outlive this draft.
  void set_copy(DraftNode other);
  /// Moves the content of another value of this draft here and leaves null there. `other` must not hold this value.
  void take(DraftNode other);

  /// The member, made as null at the end of the object if absent. This becomes an object if it is none.
  DraftNode ensure_member(std::string_view name);
  /// A new null element at the end. This becomes an array if it is none.
  DraftNode append();
  /// A new null element before position i (i <= count()).
  DraftNode insert_at(std::size_t i);
  /// Removes a member or an element; false if there was none.
  bool erase(std::string_view name);
  bool erase_at(std::size_t i);

  /// Appends this value as JSON.
  void write(std::string& out) const;
  /// Same value as same_value() of two trees would say, or with numbers by value.
  bool same_as(DraftNode other, Numbers numbers = Numbers::kAsWritten) const;
  /// Size and height. Linear in the value.
  DraftExtent extent() const;

 private:
  friend class Draft;
  struct Slot;
  DraftNode(Draft* draft, Slot* slot) : draft_(draft), slot_(slot) {}
  Draft* draft_ = nullptr;
  Slot* slot_ = nullptr;
};

/// Owns its nodes. Neither movable nor copyable: nodes point into it.
class Draft {
 public:
  /// Begins as null.
  Draft();
  /// Begins as a copy of `value`, whose tree must outlive the draft.
  explicit Draft(View value);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  DraftNode root();
  /// A new null that is no part of the document: content waits in it until a part of the document take()s it.
  DraftNode make_loose();
  /// The whole document, ready to be parsed.
  PaddedBytes write() const;
  std::string text() const;

 private:
  friend class DraftNode;
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace osler::json
