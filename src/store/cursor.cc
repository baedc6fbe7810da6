#include "store/cursor.h"

#include <bit>
#include <type_traits>

#include "store/store.h"

namespace osler::store {
namespace {

constexpr char kCursorFormat = 1;
constexpr std::size_t kCursorBytes = 1 + 8 + 8 + 4 + 8 + 8 + 8;

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

std::uint64_t take_number(std::string_view& in, std::size_t bytes) {
  std::uint64_t number = 0;
  for (const char c : in.substr(0, bytes)) number = number << 8U | static_cast<unsigned char>(c);
  in.remove_prefix(bytes);
  return number;
}

Error bad_cursor() { return invalid_input("expected a cursor that an answer to this query gave", "INVALID_CURSOR"); }

/// FNV-1a over everything that is asked. Lengths go in first, so that neighbours cannot run together.
class Fingerprint {
 public:
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(Ordinal ordinal) {
    add(ordinal.high);
    add(ordinal.low);
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(TypeId type) { add(std::uint64_t{number_of(type)}); }
  void add(ParameterId parameter) { add(std::uint64_t{number_of(parameter)}); }
  template <class T>
  void add(const std::optional<T>& value) {
    add(std::uint64_t{value.has_value()});
    if (value) add(*value);
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(std::uint64_t{values.size()});
    for (const T& value : values) add(value);
  }
  void add(const Test& test) {
    add(std::uint64_t{test.index()});
    std::visit([this](const auto& t) { add_test(t); }, test);
  }
  void add(const Expr& expr) {
    add(std::uint64_t{expr.node.index()});
    std::visit([this](const auto& node) { add_node(node); }, expr.node);
  }
  void add(const SortKey& key) {
    add(static_cast<std::uint64_t>(key.by));
    add(key.parameter);
    add(std::uint64_t{key.descending});
    add(std::uint64_t{key.by_start});
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 1099511628211ULL; }

  void add_test(const IsToken& t) {
    add(t.system);
    add(t.code);
  }
  void add_test(const IsText& t) {
    add(static_cast<std::uint64_t>(t.how));
    add(t.value);
  }
  void add_test(const IsUri& t) {
    add(static_cast<std::uint64_t>(t.how));
    add(t.value);
  }
  void add_test(const IsReference& t) {
    add(t.type);
    add(t.id);
  }
  void add_test(const IsNear& t) {
    add(std::int64_t{t.center.latitude_e7});
    add(std::int64_t{t.center.longitude_e7});
    add(std::bit_cast<std::uint64_t>(t.within_m));
  }
  void add_test(const InBox& t) {
    add(t.unit);
    add(t.low_min);
    add(t.low_max);
    add(t.high_min);
    add(t.high_max);
  }

  void add_node(const All& n) { add(n.parts); }
  void add_node(const Any& n) { add(n.parts); }
  void add_node(const Not& n) { add(n.part); }
  void add_node(const Present& n) { add(n.parameter); }
  void add_node(const Where& n) {
    add(n.parameter);
    add(n.parts);
  }
  void add_node(const Ids& n) { add(n.ids); }
  void add_node(const Updated& n) {
    add(n.from_ms);
    add(n.until_ms);
  }
  void add_node(const Points& n) {
    add(n.reference);
    add(n.target);
    add(n.where);
  }
  void add_node(const Within& n) {
    add(n.reference);
    add(n.target);
    add(n.link);
    add(static_cast<std::uint64_t>(n.way));
    add(n.ids);
    add(n.where);
  }
  void add_node(const Mentions& n) {
    add(n.field);
    add(n.phrase);
  }
  void add_node(const Holds& n) {
    add(n.type);
    add(n.by);
    add(n.where);
  }
  void add_node(const IsType& n) { add(n.type); }
  void add_node(const PointedAt& n) {
    add(n.source);
    add(n.reference);
    add(n.where);
  }

  std::uint64_t hash_ = 14695981039346656037ULL;
};

}  // namespace

std::string encode(const Cursor& cursor) {
  std::string out;
  out.push_back(kCursorFormat);
  append_number(out, cursor.moment.number, 8);
  append_number(out, cursor.offset, 8);
  append_number(out, cursor.rows_max, 4);
  append_number(out, cursor.anchor, 8);
  append_number(out, cursor.fingerprint, 8);
  append_number(out, cursor.counted, 8);
  return out;
}

Result<Cursor> decode_cursor(std::string_view text, std::uint64_t fingerprint, Position newest) {
  if (text.size() != kCursorBytes || text.front() != kCursorFormat) return bad_cursor();
  text.remove_prefix(1);
  Cursor cursor;
  cursor.moment.number = take_number(text, 8);
  cursor.offset = take_number(text, 8);
  cursor.rows_max = static_cast<std::uint32_t>(take_number(text, 4));
  cursor.anchor = take_number(text, 8);
  cursor.fingerprint = take_number(text, 8);
  cursor.counted = take_number(text, 8);
  if (cursor.fingerprint != fingerprint || cursor.moment > newest) return bad_cursor();
  return cursor;
}

std::uint64_t fingerprint(Partition partition, const AuthorizedQuery& query) {
  Fingerprint print;
  print.add(std::uint64_t{partition.number()});
  print.add(query.query().types);
  print.add(query.query().where);
  print.add(query.query().sort);
  print.add(query.by_type());
  return print.value();
}

std::uint64_t fingerprint(Partition partition, const HistoryQuery& query) {
  Fingerprint print;
  print.add(std::uint64_t{partition.number()});
  print.add(query.type);
  print.add(query.id);
  print.add(query.hidden);
  print.add(query.since_ms);
  print.add(query.at_ms);
  return print.value();
}

}  // namespace osler::store
