#include "store/cursor.h"

#include "store/query_bytes.h"
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

/// FNV-1a.
std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

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
  QueryBytes print;
  print.add(std::uint64_t{partition.number()});
  print.add(query.query().types);
  print.add(query.query().where);
  print.add(query.query().sort);
  print.add(query.by_type());
  return hash_of(print.bytes());
}

std::uint64_t fingerprint(Partition partition, const HistoryQuery& query) {
  QueryBytes print;
  print.add(std::uint64_t{partition.number()});
  print.add(query.type);
  print.add(query.id);
  print.add(query.hidden);
  print.add(query.since_ms);
  print.add(query.at_ms);
  return hash_of(print.bytes());
}

}  // namespace osler::store
