#include "json/tape_builder.h"

#include <algorithm>
#include <cstring>

#include "json/escapes.h"
#include "json/number_grammar.h"

namespace osler::json {
namespace {

constexpr std::string_view kExpectedValue = "a JSON value";
constexpr std::string_view kExpectedName = "a member name in double quotes";

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// What may stand behind a number or a word: white space or punctuation. A quote may not.
constexpr std::array<bool, 256> kEndsToken = [] {
  std::array<bool, 256> table{};
  for (const char c : {' ', '\n', '\r', '\t', ',', ':', '[', ']', '{', '}'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

TapeBuilder::TapeBuilder(std::string_view text, const std::uint32_t* tokens, std::size_t token_count,
                         const NameTable& names, std::uint32_t depth_max, TapeMemory& memory)
    : text_(text), token_(tokens), tokens_end_(tokens + token_count), names_(names), depth_max_(depth_max),
      memory_(memory) {
  const void* found = std::memchr(text.data(), '\\', text.size());
  backslash_ = found != nullptr ? static_cast<const char*>(found) : text.data() + text.size();
  // Each node but the first follows a bracket, a colon or a comma, and each container has two tokens: n tokens of a
  // whole text make at most (n + 1) / 2 nodes, and each container still open may add one.
  const std::size_t open_max = std::min<std::size_t>(depth_max, token_count);
  const std::size_t needed = token_count / 2 + open_max + 2;
  if (memory_.nodes.size() < needed) memory_.nodes.resize(needed);
  memory_.open.clear();
}

bool TapeBuilder::build() {
  for (;;) {
    if (!begin_value()) return false;
    if (opened_) {
      if (memory_.open.back().is_object && !read_key()) return false;
      continue;
    }
    for (;;) {  // A value has just ended, and with it perhaps the containers around it.
      if (memory_.open.empty()) {
        if (token_ != tokens_end_) return refuse(*token_, "the end of the text");
        return true;
      }
      const bool in_object = memory_.open.back().is_object;
      const std::uint32_t position = *token_;
      const char c = text_.data()[position];  // Behind the end stands a zero.
      if (c == ',') {
        ++token_;
        if (in_object && !read_key()) return false;
        break;
      }
      if (c != (in_object ? '}' : ']')) return refuse(position, in_object ? "',' or '}'" : "',' or ']'");
      if (!end_container()) return false;
    }
  }
}

bool TapeBuilder::begin_value() {
  if (token_ == tokens_end_) return refuse(*token_, kExpectedValue);
  const std::uint32_t position = *token_;
  ++token_;
  Node& node = memory_.nodes[node_count_];
  ++node_count_;
  node.begin = position;
  node.next = node_count_;
  node.key = key_;
  node.name = name_;
  node.flags = key_flags_;
  opened_ = false;
  switch (text_[position]) {
    case '"': return begin_string(node);
    case '{': return begin_container(node, Kind::kObject);
    case '[': return begin_container(node, Kind::kArray);
    case 't': return begin_literal(node, "true", Kind::kTrue);
    case 'f': return begin_literal(node, "false", Kind::kFalse);
    case 'n': return begin_literal(node, "null", Kind::kNull);
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9': return begin_number(node);
    default: return refuse(position, kExpectedValue);
  }
}

bool TapeBuilder::begin_string(Node& node) {
  std::uint32_t end = 0;
  bool has_escapes = false;
  if (!end_of_string(node.begin, end, has_escapes)) return false;
  node.kind = Kind::kString;
  node.size = end + 1 - node.begin;
  if (has_escapes) node.flags |= kTextHasEscapes;
  return true;
}

bool TapeBuilder::begin_number(Node& node) {
  const char* begin = text_.data() + node.begin;
  const char* end = end_of_number(begin, text_.data() + text_.size());
  if (end == nullptr || !ends_token(end)) return refuse(node.begin, "a number as JSON writes it");
  node.kind = Kind::kNumber;
  node.size = static_cast<std::uint32_t>(end - begin);
  return true;
}

bool TapeBuilder::begin_literal(Node& node, std::string_view word, Kind kind) {
  const char* begin = text_.data() + node.begin;  // The zero bytes behind the text make it safe to compare.
  if (std::memcmp(begin, word.data(), word.size()) != 0 || !ends_token(begin + word.size())) {
    return refuse(node.begin, kExpectedValue);
  }
  node.kind = kind;
  node.size = static_cast<std::uint32_t>(word.size());
  return true;
}

bool TapeBuilder::begin_container(Node& node, Kind kind) {
  if (memory_.open.size() >= depth_max_) return refuse(node.begin, "no deeper nesting");
  node.kind = kind;
  const bool is_object = kind == Kind::kObject;
  const std::uint32_t index = node_count_ - 1;
  key_ = 0;
  name_ = NameId::kUnknown;
  key_flags_ = 0;
  const std::uint32_t position = *token_;
  if (text_.data()[position] == (is_object ? '}' : ']')) {
    node.size = position + 1 - node.begin;
    ++token_;
    // What the next value is a member of is said by the container around this one: read_key() sets it again.
    return true;
  }
  memory_.open.push_back({index, is_object, false, {}});
  opened_ = true;
  return true;
}

/// The closing bracket is the current token.
bool TapeBuilder::end_container() {
  const OpenContainer container = memory_.open.back();
  memory_.open.pop_back();
  Node& node = memory_.nodes[container.node];
  node.size = *token_ + 1 - node.begin;
  node.next = node_count_;
  ++token_;
  key_ = 0;
  name_ = NameId::kUnknown;
  key_flags_ = 0;
  return !container.may_repeat_name || names_differ(container.node);
}

bool TapeBuilder::read_key() {
  const std::uint32_t begin = *token_;
  if (token_ == tokens_end_ || text_[begin] != '"') return refuse(begin, kExpectedName);
  ++token_;
  std::uint32_t end = 0;
  bool has_escapes = false;
  if (!end_of_string(begin, end, has_escapes)) return false;
  if (text_.data()[*token_] != ':') return refuse(*token_, "':' after the member name");
  ++token_;

  std::string_view key = text_.substr(begin + 1, end - begin - 1);
  if (has_escapes) {
    memory_.decoded.clear();
    append_decoded(memory_.decoded, key);
    key = memory_.decoded;
  }
  const std::uint32_t hash = hash_of_name(key);
  key_ = begin;
  name_ = names_.find(key, hash);
  key_flags_ = has_escapes ? kKeyHasEscapes : std::uint8_t{0};
  OpenContainer& object = memory_.open.back();
  std::uint64_t& word = object.seen[hash >> 6 & 3];
  const std::uint64_t bit = 1ULL << (hash & 63);
  object.may_repeat_name = object.may_repeat_name || (word & bit) != 0;
  word |= bit;
  return true;
}

/// Sorting keeps this quick for a million names, and for names chosen to have one hash.
bool TapeBuilder::names_differ(std::uint32_t object) {
  std::vector<std::uint64_t>& hashes = memory_.hashes;
  hashes.clear();
  const std::uint32_t end = memory_.nodes[object].next;
  for (std::uint32_t i = object + 1; i != end; i = memory_.nodes[i].next) {
    const std::uint64_t hash = hash_of_name(decoded_key(memory_.nodes[i], memory_.decoded));
    hashes.push_back(hash << 32 | i);
  }
  std::sort(hashes.begin(), hashes.end());
  for (std::size_t from = 0, to = 1; from < hashes.size(); from = to, ++to) {
    while (to < hashes.size() && hashes[to] >> 32 == hashes[from] >> 32) ++to;
    if (to - from > 1 && !names_of_one_hash_differ(from, to)) return false;
  }
  return true;
}

bool TapeBuilder::names_of_one_hash_differ(std::size_t from, std::size_t to) {
  struct Named {
    std::string name;
    std::uint32_t node;
  };
  std::vector<Named> members;
  std::string scratch;
  for (std::size_t i = from; i < to; ++i) {
    const auto node = static_cast<std::uint32_t>(memory_.hashes[i]);
    members.push_back({std::string(decoded_key(memory_.nodes[node], scratch)), node});
  }
  std::sort(members.begin(), members.end(), [](const Named& a, const Named& b) {
    return a.name != b.name ? a.name < b.name : a.node < b.node;
  });
  const auto twin = std::adjacent_find(members.begin(), members.end(),
                                       [](const Named& a, const Named& b) { return a.name == b.name; });
  if (twin == members.end()) return true;
  return refuse(memory_.nodes[(twin + 1)->node].key, "each member name once in an object");
}

std::string_view TapeBuilder::decoded_key(const Node& node, std::string& scratch) const {
  const std::size_t begin = node.key + 1;
  if ((node.flags & kKeyHasEscapes) == 0) return text_.substr(begin, text_.find('"', begin) - begin);
  std::size_t end = begin;
  while (text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
  scratch.clear();
  append_decoded(scratch, text_.substr(begin, end - begin));
  return scratch;
}

/// Finds the closing quote of the string that begins at `begin`, the token before the current one: nothing but white
/// space stands between that quote and the current token.
bool TapeBuilder::end_of_string(std::uint32_t begin, std::uint32_t& end, bool& has_escapes) {
  const char* text = text_.data();
  end = *token_ - 1;
  while (is_space(text[end])) --end;
  if (end == begin || text[end] != '"') return refuse(begin, "the closing quote of this string");
  has_escapes = backslash_ < text + end;
  if (!has_escapes) return true;
  const std::size_t bad = find_bad_escape(text_.substr(begin + 1, end - begin - 1));
  if (bad != kNoBadEscape) return refuse(begin + 1 + bad, "an escape that JSON knows, surrogates in pairs");
  const void* found = std::memchr(text + end, '\\', text_.size() - end);
  backslash_ = found != nullptr ? static_cast<const char*>(found) : text + text_.size();
  return true;
}

bool TapeBuilder::ends_token(const char* at) const {
  return at == text_.data() + text_.size() || kEndsToken[static_cast<unsigned char>(*at)];
}

bool TapeBuilder::refuse(std::size_t offset, std::string_view expected) {
  fault_ = {offset, expected};
  return false;
}

}  // namespace osler::json
