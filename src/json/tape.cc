#include "json/tape.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.h"
#include "json/escapes.h"
#include "json/number_grammar.h"
#include "json/white_space.h"

namespace osler::json {
namespace {

constexpr std::string_view kExpectedValue = "a JSON value";
constexpr std::string_view kExpectedName = "a member name in double quotes";

/// What may stand behind a number or a word: white space or punctuation. A quote may not.
constexpr std::array<bool, 256> kEndsToken = [] {
  std::array<bool, 256> table{};
  for (const char c : {' ', '\n', '\r', '\t', ',', ':', '[', ']', '{', '}'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Functions return false after refuse(). Internal to this file, so that the compiler may make one function of it.
class TapeBuilder {
 public:
  TapeBuilder(const ScannedText& scanned, const NameTable& names, std::uint32_t depth_max, TapeMemory& memory);
  bool build();
  std::uint32_t node_count() const { return node_count_; }
  const Fault& fault() const { return fault_; }

 private:
  bool read_key();
  bool begin_value();
  bool begin_string(Node& node);
  bool begin_number(Node& node);
  bool begin_literal(Node& node, std::string_view word, Kind kind);
  bool begin_container(Node& node, Kind kind);
  bool end_container();
  bool names_differ(std::uint32_t object);
  bool names_of_one_hash_differ(std::size_t from, std::size_t to);
  std::string_view decoded_key(const Node& node, std::string& scratch) const;
  const char* end_of_string(const char* begin, bool& has_escapes);
  const char* judge_escapes(const char* begin, const char* end);
  bool ends_token(const char* at) const { return at == end_ || kEndsToken[static_cast<unsigned char>(*at)]; }
  bool refuse(std::size_t offset, std::string_view expected);
  std::uint32_t offset_of(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }

  const char* begin_;
  const char* end_;
  const std::uint32_t* token_;
  const std::uint32_t* tokens_end_;
  const char* backslash_;  ///< The first backslash not before the current token, or the end of the text.
  const NameTable& names_;
  std::size_t depth_max_;
  std::size_t depth_ = 0;
  bool in_object_ = false;  ///< Whether the innermost open container is an object.
  bool opened_ = false;     ///< Whether the value just begun is a container that is not empty.
  std::uint8_t key_flags_ = 0;
  NameId name_ = NameId::kUnknown;
  std::uint32_t key_ = 0;
  std::uint32_t node_count_ = 0;
  Node* nodes_;
  OpenContainer* open_;  ///< open_[0] stands for the text itself.
  TapeMemory& memory_;
  Fault fault_;
};

TapeBuilder::TapeBuilder(const ScannedText& scanned, const NameTable& names, std::uint32_t depth_max, TapeMemory& memory)
    : begin_(scanned.text.data()), end_(begin_ + scanned.text.size()), token_(scanned.tokens),
      tokens_end_(token_ + scanned.token_count), names_(names), depth_max_(depth_max), memory_(memory) {
  const void* found = std::memchr(begin_, '\\', scanned.text.size());
  backslash_ = found != nullptr ? static_cast<const char*>(found) : end_;
  // Each node but the first follows a bracket, a colon or a comma, and each container has two tokens: n tokens of a
  // whole text make at most (n + 1) / 2 nodes, and each container still open may add one.
  const std::size_t open_max = std::min<std::size_t>(depth_max, scanned.token_count);
  const std::size_t nodes_max = scanned.token_count / 2 + open_max + 2;
  if (memory_.nodes.size() < nodes_max) memory_.nodes.resize(nodes_max);
  if (memory_.open.size() <= open_max) memory_.open.resize(open_max + 1);
  nodes_ = memory_.nodes.data();
  open_ = memory_.open.data();
}

bool TapeBuilder::build() {
  for (;;) {
    if (in_object_ && !read_key()) return false;
    if (!begin_value()) return false;
    while (!opened_) {  // A value has just ended, and with it perhaps the containers around it.
      if (depth_ == 0) return token_ == tokens_end_ || refuse(*token_, "the end of the text");
      const char c = begin_[*token_];  // Behind the end stands a zero.
      if (c == ',') {
        ++token_;
        break;
      }
      if (c != (in_object_ ? '}' : ']')) return refuse(*token_, in_object_ ? "',' or '}'" : "',' or ']'");
      if (!end_container()) return false;
    }
  }
}

bool TapeBuilder::read_key() {
  const char* quote = begin_ + *token_;
  if (*quote != '"') return refuse(*token_, kExpectedName);
  ++token_;
  bool has_escapes = false;
  const char* end = end_of_string(quote, has_escapes);
  if (end == nullptr) return false;
  if (begin_[*token_] != ':') return refuse(*token_, "':' after the member name");
  ++token_;

  std::string_view key(quote + 1, static_cast<std::size_t>(end - quote - 1));
  NameKey compact;
  if (has_escapes) [[unlikely]] {
    memory_.decoded.clear();
    append_decoded(memory_.decoded, key);
    key = memory_.decoded;
    compact = NameKey::of(key);
  } else {
    compact = NameKey::of_padded(key);
  }
  const std::uint32_t hash = compact.hash();
  key_ = offset_of(quote);
  name_ = names_.find(key, compact, hash);
  key_flags_ = has_escapes ? kKeyHasEscapes : std::uint8_t{0};
  OpenContainer& object = open_[depth_];
  std::uint64_t& word = object.seen[hash >> 6 & 3];
  const std::uint64_t bit = 1ULL << (hash & 63);
  object.may_repeat_name |= (word & bit) != 0;
  word |= bit;
  return true;
}

bool TapeBuilder::begin_value() {
  const std::uint32_t position = *token_;
  if (token_ == tokens_end_) return refuse(position, kExpectedValue);
  ++token_;
  Node& node = nodes_[node_count_];
  ++node_count_;
  node.begin = position;
  node.next = node_count_;
  node.key = key_;
  node.name = name_;
  node.flags = key_flags_;
  opened_ = false;
  switch (begin_[position]) {
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
  bool has_escapes = false;
  const char* end = end_of_string(begin_ + node.begin, has_escapes);
  if (end == nullptr) return false;
  node.kind = Kind::kString;
  node.size = offset_of(end) + 1 - node.begin;
  if (has_escapes) node.flags |= kTextHasEscapes;
  return true;
}

bool TapeBuilder::begin_number(Node& node) {
  const char* end = end_of_number(begin_ + node.begin, end_);
  if (end == nullptr || !ends_token(end)) return refuse(node.begin, "a number as JSON writes it");
  node.kind = Kind::kNumber;
  node.size = offset_of(end) - node.begin;
  return true;
}

bool TapeBuilder::begin_literal(Node& node, std::string_view word, Kind kind) {
  const char* begin = begin_ + node.begin;  // The zero bytes behind the text make it safe to compare.
  if (std::memcmp(begin, word.data(), word.size()) != 0 || !ends_token(begin + word.size())) {
    return refuse(node.begin, kExpectedValue);
  }
  node.kind = kind;
  node.size = static_cast<std::uint32_t>(word.size());
  return true;
}

bool TapeBuilder::begin_container(Node& node, Kind kind) {
  if (depth_ == depth_max_) return refuse(node.begin, "no deeper nesting");
  node.kind = kind;
  const bool is_object = kind == Kind::kObject;
  if (begin_[*token_] == (is_object ? '}' : ']')) {
    node.size = *token_ + 1 - node.begin;
    ++token_;
    return true;
  }
  ++depth_;
  // Field by field: to copy a whole one that was just written would wait for the writes.
  OpenContainer& container = open_[depth_];
  container.node = node_count_ - 1;
  container.is_object = is_object;
  container.may_repeat_name = false;
  if (is_object) container.seen.fill(0);
  in_object_ = is_object;
  opened_ = true;
  key_ = 0;
  name_ = NameId::kUnknown;
  key_flags_ = 0;
  return true;
}

/// The closing bracket is the current token.
bool TapeBuilder::end_container() {
  const OpenContainer& container = open_[depth_];
  Node& node = nodes_[container.node];
  node.size = *token_ + 1 - node.begin;
  node.next = node_count_;
  ++token_;
  --depth_;
  in_object_ = open_[depth_].is_object;
  key_ = 0;
  name_ = NameId::kUnknown;
  key_flags_ = 0;
  return !container.may_repeat_name || names_differ(container.node);
}

/// Sorting keeps this quick for a million names, and for names chosen to have one hash.
bool TapeBuilder::names_differ(std::uint32_t object) {
  std::vector<std::uint64_t>& hashes = memory_.hashes;
  hashes.clear();
  const std::uint32_t end = nodes_[object].next;
  for (std::uint32_t i = object + 1; i != end; i = nodes_[i].next) {
    const std::uint64_t hash = NameKey::of(decoded_key(nodes_[i], memory_.decoded)).hash();
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
    members.push_back({std::string(decoded_key(nodes_[node], scratch)), node});
  }
  std::sort(members.begin(), members.end(), [](const Named& a, const Named& b) {
    return a.name != b.name ? a.name < b.name : a.node < b.node;
  });
  const auto twin = std::adjacent_find(members.begin(), members.end(),
                                       [](const Named& a, const Named& b) { return a.name == b.name; });
  if (twin == members.end()) return true;
  return refuse(nodes_[(twin + 1)->node].key, "each member name once in an object");
}

std::string_view TapeBuilder::decoded_key(const Node& node, std::string& scratch) const {
  const char* begin = begin_ + node.key + 1;
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  const std::string_view content(begin, static_cast<std::size_t>(end - begin));
  if ((node.flags & kKeyHasEscapes) == 0) return content;
  scratch.clear();
  append_decoded(scratch, content);
  return scratch;
}

/// The closing quote of the string that begins at `begin`, the token before the current one: nothing but white space
/// stands between that quote and the current token. nullptr after refuse().
inline const char* TapeBuilder::end_of_string(const char* begin, bool& has_escapes) {
  const char* end = begin_ + *token_ - 1;
  while (is_white_space(*end)) --end;
  OSLER_ASSERT(end > begin && *end == '"');
  has_escapes = backslash_ < end;
  return has_escapes ? judge_escapes(begin, end) : end;
}

/// `end` if the string's escapes are well-formed.
const char* TapeBuilder::judge_escapes(const char* begin, const char* end) {
  const std::size_t bad = find_bad_escape({begin + 1, static_cast<std::size_t>(end - begin - 1)});
  if (bad != kNoBadEscape) {
    refuse(offset_of(begin) + 1 + bad, "an escape that JSON knows, surrogates in pairs");
    return nullptr;
  }
  const void* found = std::memchr(end, '\\', static_cast<std::size_t>(end_ - end));
  backslash_ = found != nullptr ? static_cast<const char*>(found) : end_;
  return end;
}

bool TapeBuilder::refuse(std::size_t offset, std::string_view expected) {
  fault_ = {offset, expected};
  return false;
}

}  // namespace

std::optional<Fault> build_tape(const ScannedText& scanned, const NameTable& names, std::uint32_t depth_max,
                                TapeMemory& memory) {
  TapeBuilder builder(scanned, names, depth_max, memory);
  if (!builder.build()) return builder.fault();
  memory.node_count = builder.node_count();
  return std::nullopt;
}

}  // namespace osler::json
