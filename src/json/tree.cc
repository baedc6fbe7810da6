#include "json/tree.h"

#include <algorithm>
#include <array>

#include "json/escapes.h"

namespace osler::json {
namespace {

/// The content of the key whose opening quote is at `quote`, still encoded.
std::string_view raw_key(std::string_view text, std::size_t quote, bool has_escapes) {
  std::size_t end = text.find('"', quote + 1);
  if (has_escapes) {
    for (end = quote + 1; text[end] != '"'; ++end) {
      if (text[end] == '\\') ++end;
    }
  }
  return text.substr(quote + 1, end - quote - 1);
}

/// A member with its decoded name, for putting two objects side by side.
struct NamedMember {
  std::string name;
  View value;
};

std::vector<NamedMember> members_by_name(View object) {
  std::vector<NamedMember> members;
  for (const View value : object) members.push_back({value.key(), value});
  std::sort(members.begin(), members.end(),
            [](const NamedMember& a, const NamedMember& b) { return a.name < b.name; });
  return members;
}

bool same_elements(View a, View b) {
  View::Iterator in_b = b.begin();
  for (const View element : a) {
    if (in_b == b.end() || !same_value(element, *in_b)) return false;
    ++in_b;
  }
  return in_b == b.end();
}

/// Most objects that are compared have their members in the same order; the others are sorted by name, so that size
/// never makes this quadratic.
bool same_members(View a, View b) {
  if (a.count() != b.count()) return false;
  std::string scratch_a;
  std::string scratch_b;
  View::Iterator in_b = b.begin();
  bool same_order = true;
  for (const View member : a) {
    same_order = same_order && member.key(scratch_a) == (*in_b).key(scratch_b);
    ++in_b;
  }
  if (same_order) return same_elements(a, b);
  const std::vector<NamedMember> left = members_by_name(a);
  const std::vector<NamedMember> right = members_by_name(b);
  return std::equal(left.begin(), left.end(), right.begin(), [](const NamedMember& x, const NamedMember& y) {
    return x.name == y.name && same_value(x.value, y.value);
  });
}

}  // namespace

std::string_view word_for(Kind kind) {
  static constexpr std::array<std::string_view, 7> kWords{"null",   "boolean", "boolean", "number",
                                                          "string", "array",   "object"};
  return kWords.at(static_cast<std::size_t>(kind));
}

SourcePosition position_in(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
  return {static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

std::string_view View::key(std::string& scratch) const {
  if (!exists() || node().key == 0) return {};
  const bool has_escapes = (node().flags & kKeyHasEscapes) != 0;
  const std::string_view raw = raw_key(tree_->text(), node().key, has_escapes);
  if (!has_escapes) return raw;
  scratch.clear();
  append_decoded(scratch, raw);
  return scratch;
}

std::string View::key() const {
  std::string scratch;
  return std::string(key(scratch));
}

std::string_view View::text(std::string& scratch) const {
  if (!is_string()) return raw();
  const std::string_view content = tree_->text().substr(node().begin + 1, node().size - 2);
  if ((node().flags & kTextHasEscapes) == 0) return content;
  scratch.clear();
  append_decoded(scratch, content);
  return scratch;
}

std::string View::text() const {
  std::string scratch;
  return std::string(text(scratch));
}

bool View::equals(std::string_view content) const {
  std::string scratch;
  return is_string() && text(scratch) == content;
}

View View::member(NameId name) const {
  if (!is_object() || name == NameId::kUnknown) return {};
  const std::vector<Node>& nodes = tree_->nodes();
  const std::uint32_t end = node().next;
  for (std::uint32_t i = index_ + 1; i != end; i = nodes[i].next) {
    if (nodes[i].name == name) return {tree_, i};
  }
  return {};
}

View View::member(std::string_view name) const {
  if (!is_object()) return {};
  const std::string_view text = tree_->text();
  const bool needs_escapes = name.find('"') != std::string_view::npos;  // Else the comparison could run past a key.
  std::string scratch;
  for (const View value : *this) {
    const Node& child = value.node();
    if ((child.flags & kKeyHasEscapes) != 0) {
      if (value.key(scratch) == name) return value;
    } else if (!needs_escapes && text.substr(child.key + 1, name.size()) == name &&
               text[child.key + 1 + name.size()] == '"') {
      return value;
    }
  }
  return {};
}

View View::at(std::size_t i) const {
  for (const View value : *this) {
    if (i-- == 0) return value;
  }
  return {};
}

std::size_t View::count() const {
  std::size_t count = 0;
  for (Iterator it = begin(); it != end(); ++it) ++count;
  return count;
}

SourcePosition View::position() const {
  return exists() ? position_in(tree_->text(), node().begin) : SourcePosition{1, 1};
}

bool same_value(View a, View b) {
  if (a.exists() != b.exists() || a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNull: case Kind::kFalse: case Kind::kTrue: return true;
    case Kind::kNumber: return a.raw() == b.raw();
    case Kind::kString: {
      std::string scratch_a;
      std::string scratch_b;
      return a.text(scratch_a) == b.text(scratch_b);
    }
    case Kind::kArray: return same_elements(a, b);
    case Kind::kObject: return same_members(a, b);
  }
  return false;
}

}  // namespace osler::json
