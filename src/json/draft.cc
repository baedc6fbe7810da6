#include "json/draft.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory_resource>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "json/escapes.h"
#include "json/number_grammar.h"
#include "json/number_value.h"

namespace osler::json {
namespace {

/// Objects with more members get an index by name.
constexpr std::size_t kMembersSearchedMax = 32;

/// The name that a key in quotes stands for. Points into the key unless it has escapes, then into `scratch`.
std::string_view decoded(std::string_view quoted, std::string& scratch) {
  if (quoted.empty()) return {};
  const std::string_view content = quoted.substr(1, quoted.size() - 2);
  if (content.find('\\') == std::string_view::npos) return content;
  scratch.clear();
  append_decoded(scratch, content);
  return scratch;
}

/// The key of a tree's value as it is written there, with its quotes.
std::string_view quoted_key(View value) {
  const Tree& tree = *value.tree();
  const Node& node = tree.nodes()[value.index()];
  if (node.key == 0) return {};
  const std::string_view text = tree.text();
  std::size_t end = node.key + 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return text.substr(node.key, end + 1 - node.key);
}

bool is_container(Kind kind) { return kind == Kind::kArray || kind == Kind::kObject; }

std::uint32_t height_of(View value) {
  const std::vector<Node>& nodes = value.tree()->nodes();
  std::vector<std::uint32_t> open_until;
  std::size_t height = 0;
  for (std::uint32_t i = value.index(); i != nodes[value.index()].next; ++i) {
    while (!open_until.empty() && open_until.back() <= i) open_until.pop_back();
    if (!is_container(nodes[i].kind)) continue;
    open_until.push_back(nodes[i].next);
    height = std::max(height, open_until.size());
  }
  return static_cast<std::uint32_t>(height);
}

}  // namespace

/// One value. While `view` exists, the value is exactly that part of a tree, even if it has been opened to look inside;
/// a slot without a view has no ancestor with one.
struct DraftNode::Slot {
  struct Inside {
    std::vector<Slot*> children;  ///< May hold `gone` ones until compact().
    std::size_t gone = 0;
    std::map<std::string, Slot*, std::less<>> by_name;  ///< Of an object that was searched while large; else empty.
  };

  Slot* parent = nullptr;
  std::string_view key;           ///< In quotes, as it will be written; empty inside an array.
  View view;
  std::string_view json;          ///< A scalar's JSON text, if there is no view.
  std::unique_ptr<Inside> inside; ///< Of a container that is open; always there if a container has no view.
  Kind kind = Kind::kNull;
  bool gone = false;

  std::string_view written() const { return view.exists() ? view.raw() : json; }

  /// This value and those around it are a tree's no longer.
  void forget_view() {
    for (Slot* slot = this; slot != nullptr && slot->view.exists(); slot = slot->parent) slot->view = {};
  }

  void drop_content() {
    if (parent != nullptr) parent->forget_view();
    if (inside != nullptr) {
      for (Slot* child : inside->children) child->parent = nullptr;
    }
    inside.reset();
    view = {};
    json = {};
  }

  void become_scalar(Kind new_kind, std::string_view text) {
    drop_content();
    kind = new_kind;
    json = text;
  }

  void become_empty(Kind container) {
    drop_content();
    kind = container;
    inside = std::make_unique<Inside>();
  }

  /// Takes the content of `other`, but not its key or place.
  void take_content(Slot& other) {
    drop_content();
    kind = other.kind;
    view = other.view;
    json = other.json;
    inside = std::move(other.inside);
    if (inside != nullptr) {
      for (Slot* child : inside->children) child->parent = this;
    }
    other.become_scalar(Kind::kNull, "null");
  }

  std::size_t count() const {
    if (inside != nullptr) return inside->children.size() - inside->gone;
    return view.exists() ? view.count() : 0;
  }

  void compact() {
    if (inside->gone == 0) return;
    std::erase_if(inside->children, [](const Slot* child) { return child->gone; });
    inside->gone = 0;
  }

  DraftExtent extent() const;
  void write(std::string& out) const;
};

DraftExtent DraftNode::Slot::extent() const {
  if (view.exists()) return {view.raw().size(), 1, height_of(view)};
  if (!is_container(kind)) return {json.size(), 1, 0};
  DraftExtent sum{2, 1, 1};
  for (const Slot* child : inside->children) {
    if (child->gone) continue;
    const DraftExtent extent = child->extent();
    sum.bytes += extent.bytes + child->key.size() + 2;
    sum.parts += extent.parts;
    sum.height = std::max(sum.height, extent.height + 1);
  }
  return sum;
}

void DraftNode::Slot::write(std::string& out) const {
  if (view.exists() || !is_container(kind)) {
    out += written();
    return;
  }
  out += kind == Kind::kObject ? '{' : '[';
  bool first = true;
  for (const Slot* child : inside->children) {
    if (child->gone) continue;
    if (!first) out += ',';
    first = false;
    if (kind == Kind::kObject) {
      out += child->key;
      out += ':';
    }
    child->write(out);
  }
  out += kind == Kind::kObject ? '}' : ']';
}

struct Draft::Arena {
  using Slot = DraftNode::Slot;

  std::deque<Slot> slots;
  std::pmr::monotonic_buffer_resource texts;
  Slot* root = nullptr;

  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* bytes = static_cast<char*>(texts.allocate(text.size(), 1));
    std::copy(text.begin(), text.end(), bytes);
    return {bytes, text.size()};
  }

  std::string_view keep_quoted(std::string_view content) {
    std::string quoted;
    append_quoted(quoted, content);
    return keep(quoted);
  }

  Slot* new_slot(Slot* parent, std::string_view key) {
    Slot& slot = slots.emplace_back();
    slot.parent = parent;
    slot.key = key;
    slot.json = "null";
    return &slot;
  }

  static void set_view(Slot& slot, View value) {
    slot.drop_content();
    slot.kind = value.kind();
    slot.view = value;
  }

  /// Makes slots of the elements or members of a container.
  Slot::Inside& open(Slot& slot) {
    if (slot.inside != nullptr) return *slot.inside;
    slot.inside = std::make_unique<Slot::Inside>();
    slot.inside->children.reserve(slot.view.count());
    for (const View value : slot.view) {
      Slot* child = new_slot(&slot, quoted_key(value));
      child->kind = value.kind();
      child->view = value;
      slot.inside->children.push_back(child);
    }
    return *slot.inside;
  }

  /// Of an object; nullptr if it has no such member.
  Slot* find_member(Slot& object, std::string_view name) {
    Slot::Inside& inside = open(object);
    std::string scratch;
    if (inside.children.size() <= kMembersSearchedMax) {
      for (Slot* child : inside.children) {
        if (!child->gone && decoded(child->key, scratch) == name) return child;
      }
      return nullptr;
    }
    if (inside.by_name.empty()) {
      object.compact();
      for (Slot* child : inside.children) inside.by_name.emplace(decoded(child->key, scratch), child);
    }
    const auto found = inside.by_name.find(name);
    return found == inside.by_name.end() ? nullptr : found->second;
  }

  Slot* add_member(Slot& object, std::string_view name) {
    object.forget_view();
    Slot* child = new_slot(&object, keep_quoted(name));
    object.inside->children.push_back(child);
    if (!object.inside->by_name.empty()) object.inside->by_name.emplace(name, child);
    return child;
  }

  /// Leaves the child where it is, marked: an object with many members may lose them one by one.
  static void remove_child(Slot& container, Slot& child) {
    container.forget_view();
    std::string scratch;
    if (!container.inside->by_name.empty()) {
      container.inside->by_name.erase(container.inside->by_name.find(decoded(child.key, scratch)));
    }
    child.gone = true;
    child.parent = nullptr;
    ++container.inside->gone;
  }

  /// `to` is fresh. Texts that live in another arena are copied; a tree's are not.
  void copy_content(Slot& to, const Slot& from) {
    to.kind = from.kind;
    to.view = from.view;
    if (from.view.exists()) return;
    if (!is_container(from.kind)) {
      to.json = keep(from.json);
      return;
    }
    to.inside = std::make_unique<Slot::Inside>();
    for (const Slot* child : from.inside->children) {
      if (child->gone) continue;
      Slot* copy = new_slot(&to, keep(child->key));
      to.inside->children.push_back(copy);
      copy_content(*copy, *child);
    }
  }

  bool same(Slot& a, Arena& arena_b, Slot& b, Numbers numbers) {
    if (&a == &b) return true;
    if (a.kind != b.kind) return false;
    switch (a.kind) {
      case Kind::kNull: case Kind::kFalse: case Kind::kTrue: return true;
      case Kind::kNumber:
        return numbers == Numbers::kByValue ? same_number(a.written(), b.written()) : a.written() == b.written();
      case Kind::kString: {
        std::string scratch_a;
        std::string scratch_b;
        return decoded(a.written(), scratch_a) == decoded(b.written(), scratch_b);
      }
      case Kind::kArray: case Kind::kObject: break;
    }
    if (numbers == Numbers::kAsWritten && a.view.exists() && b.view.exists()) return same_value(a.view, b.view);
    if (a.count() != b.count()) return false;
    open(a);
    arena_b.open(b);
    return a.kind == Kind::kArray ? same_elements(a, arena_b, b, numbers) : same_members(a, arena_b, b, numbers);
  }

  bool same_elements(Slot& a, Arena& arena_b, Slot& b, Numbers numbers) {
    a.compact();
    b.compact();
    for (std::size_t i = 0; i < a.inside->children.size(); ++i) {
      if (!same(*a.inside->children[i], arena_b, *b.inside->children[i], numbers)) return false;
    }
    return true;
  }

  bool same_members(Slot& a, Arena& arena_b, Slot& b, Numbers numbers) {
    a.compact();
    std::string scratch;
    for (Slot* member : a.inside->children) {
      Slot* other = arena_b.find_member(b, decoded(member->key, scratch));
      if (other == nullptr || !same(*member, arena_b, *other, numbers)) return false;
    }
    return true;
  }
};

Kind DraftNode::kind() const { return exists() ? slot_->kind : Kind::kNull; }

DraftNode DraftNode::member(std::string_view name) const {
  if (!is_object()) return {};
  Slot* found = draft_->arena_->find_member(*slot_, name);
  return found == nullptr ? DraftNode{} : DraftNode(draft_, found);
}

DraftNode DraftNode::at(std::size_t i) const {
  if (!exists() || !is_container(slot_->kind) || i >= slot_->count()) return {};
  draft_->arena_->open(*slot_);
  slot_->compact();
  return {draft_, slot_->inside->children[i]};
}

std::size_t DraftNode::count() const { return exists() ? slot_->count() : 0; }

std::string DraftNode::key() const {
  std::string scratch;
  return exists() ? std::string(decoded(slot_->key, scratch)) : std::string();
}

std::string DraftNode::text() const {
  std::string out;
  if (!exists()) return out;
  if (slot_->kind == Kind::kString) return std::string(decoded(slot_->written(), out));
  slot_->write(out);
  return out;
}

DraftNode DraftNode::make_object() {
  OSLER_ASSERT(exists());
  if (slot_->kind != Kind::kObject) slot_->become_empty(Kind::kObject);
  return *this;
}

DraftNode DraftNode::make_array() {
  OSLER_ASSERT(exists());
  if (slot_->kind != Kind::kArray) slot_->become_empty(Kind::kArray);
  return *this;
}

void DraftNode::set_null() {
  OSLER_ASSERT(exists());
  slot_->become_scalar(Kind::kNull, "null");
}

void DraftNode::set_bool(bool value) {
  OSLER_ASSERT(exists());
  slot_->become_scalar(value ? Kind::kTrue : Kind::kFalse, value ? "true" : "false");
}

void DraftNode::set_number(std::string_view text) {
  OSLER_ASSERT(exists() && is_number(text));
  slot_->become_scalar(Kind::kNumber, draft_->arena_->keep(text));
}

void DraftNode::set_string(std::string_view content) {
  OSLER_ASSERT(exists());
  slot_->become_scalar(Kind::kString, draft_->arena_->keep_quoted(content));
}

void DraftNode::set_view(View value) {
  if (!value.exists()) return set_null();
  OSLER_ASSERT(exists());
  Draft::Arena::set_view(*slot_, value);
}

void DraftNode::set_copy(DraftNode other) {
  if (!other.exists()) return set_null();
  OSLER_ASSERT(exists());
  // By way of a loose slot, because `other` may hold this value or be held by it.
  Slot* copy = draft_->arena_->new_slot(nullptr, {});
  draft_->arena_->copy_content(*copy, *other.slot_);
  slot_->take_content(*copy);
}

void DraftNode::take(DraftNode other) {
  OSLER_ASSERT(exists() && other.exists() && draft_ == other.draft_);
  for (const Slot* around = slot_; around != nullptr; around = around->parent) OSLER_ASSERT(around != other.slot_);
  // `other` may be inside the content that is about to be dropped.
  Slot* content = draft_->arena_->new_slot(nullptr, {});
  content->take_content(*other.slot_);
  slot_->take_content(*content);
}

DraftNode DraftNode::ensure_member(std::string_view name) {
  make_object();
  const DraftNode found = member(name);
  return found.exists() ? found : DraftNode(draft_, draft_->arena_->add_member(*slot_, name));
}

DraftNode DraftNode::append() {
  make_array();
  return insert_at(count());
}

DraftNode DraftNode::insert_at(std::size_t i) {
  make_array();
  OSLER_ASSERT(i <= count());
  draft_->arena_->open(*slot_);
  slot_->compact();
  slot_->forget_view();
  Slot* child = draft_->arena_->new_slot(slot_, {});
  auto& children = slot_->inside->children;
  children.insert(children.begin() + static_cast<std::ptrdiff_t>(i), child);
  return {draft_, child};
}

bool DraftNode::erase(std::string_view name) {
  const DraftNode found = member(name);
  if (!found.exists()) return false;
  Draft::Arena::remove_child(*slot_, *found.slot_);
  return true;
}

bool DraftNode::erase_at(std::size_t i) {
  const DraftNode found = at(i);
  if (!found.exists()) return false;
  Draft::Arena::remove_child(*slot_, *found.slot_);
  auto& children = slot_->inside->children;
  children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
  slot_->inside->gone = 0;  // at() left no other.
  return true;
}

void DraftNode::write(std::string& out) const {
  if (exists()) slot_->write(out);
}

bool DraftNode::same_as(DraftNode other, Numbers numbers) const {
  if (!exists() || !other.exists()) return exists() == other.exists();
  return draft_->arena_->same(*slot_, *other.draft_->arena_, *other.slot_, numbers);
}

DraftExtent DraftNode::extent() const { return exists() ? slot_->extent() : DraftExtent{0, 0, 0}; }

Draft::Draft() : arena_(std::make_unique<Arena>()) { arena_->root = arena_->new_slot(nullptr, {}); }

Draft::Draft(View value) : Draft() { root().set_view(value); }

Draft::~Draft() = default;

DraftNode Draft::root() { return {this, arena_->root}; }

DraftNode Draft::make_loose() { return {this, arena_->new_slot(nullptr, {})}; }

std::string Draft::text() const {
  std::string out;
  arena_->root->write(out);
  return out;
}

PaddedBytes Draft::write() const { return PaddedBytes(text()); }

}  // namespace osler::json
