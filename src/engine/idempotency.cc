#include "engine/idempotency.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/ascii.h"
#include "base/hmac.h"

namespace osler::engine {
namespace {

/// Rows of one slice stand together in front of all younger ones.
constexpr std::int64_t kSliceMs = 12LL * 60 * 60 * 1000;
constexpr int kSliceDigits = 8;
constexpr int kCreatedStatus = 201;

std::string slice_text(std::int64_t slice) {
  std::string text;
  for (int shift = 4 * (kSliceDigits - 1); shift >= 0; shift -= 4) text += "0123456789abcdef"[(slice >> shift) & 15];
  return text;
}

std::string row_key(std::int64_t slice, std::string_view key) { return slice_text(slice) + "/" + std::string(key); }

std::optional<std::int64_t> slice_of(std::string_view key) {
  std::int64_t slice = 0;
  const char* end = key.data() + std::min<std::size_t>(key.size(), kSliceDigits);
  const auto [rest, failure] = std::from_chars(key.data(), end, slice, 16);
  return failure == std::errc{} && rest == end ? std::optional(slice) : std::nullopt;
}

// People do not share keys with each other: what one may do another may not see. Keys of an organization do.
std::string scoped(const access::Caller& caller, std::string_view key) {
  return caller.kind == access::CallerKind::kUser ? caller.id + "/" + std::string(key) : std::string(key);
}

Error in_progress() {
  return {ErrorKind::kConflict, "the first request with this Idempotency-Key is still being carried out; try again in a second",
          "IDEMPOTENCY_IN_PROGRESS", {}};
}

Error key_reused() {
  return {ErrorKind::kUnprocessable,
          "Idempotency-Key: was used for a request with another method, path or body; use a new key for a new request",
          "IDEMPOTENCY_KEY_REUSED", {}};
}

}  // namespace

std::string request_fingerprint(std::string_view method, std::string_view target, std::string_view body) {
  static const HmacSha256 hash("osler idempotency");
  return hash.code(std::string(method) + " " + std::string(target) + "\n" + hash.code(body));
}

bool is_final(int status) {
  return status < 500 && status != 400 && status != 401 && status != 403 && status != 422 && status != 429;
}

std::optional<std::string> KeysInFlight::enter(const std::string& name, const std::string& fingerprint) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = by_name_.emplace(name, fingerprint);
  if (is_new) return std::nullopt;
  return place->second;
}

void KeysInFlight::leave(const std::string& name) {
  const std::lock_guard lock(mutex_);
  by_name_.erase(name);
}

Result<std::unique_ptr<IdempotentRequest>> IdempotentRequest::begin(KeysInFlight& in_flight, const store::Store& store,
                                                                    const access::Caller& caller, std::string_view key,
                                                                    std::string fingerprint, std::int64_t now_ms,
                                                                    std::int64_t kept_ms) {
  const std::string own_key = scoped(caller, key);
  std::string name = std::to_string(caller.partition().number()) + "/" + own_key;
  if (const auto other = in_flight.enter(name, fingerprint)) return *other == fingerprint ? in_progress() : key_reused();
  std::unique_ptr<IdempotentRequest> request(new IdempotentRequest(in_flight, std::move(name)));
  request->record_.time_ms = now_ms;
  request->record_.fingerprint = std::move(fingerprint);
  OSLER_RETURN_IF_ERROR(request->look_up(store, caller.partition(), own_key, kept_ms));
  const AnswerRecord* kept = request->kept();
  if (kept != nullptr && kept->fingerprint != request->record_.fingerprint) return key_reused();
  return request;
}

// Only after the key was entered: whoever had it before has left its row.
Status IdempotentRequest::look_up(const store::Store& store, store::Partition partition, std::string_view key,
                                  std::int64_t kept_ms) {
  const std::int64_t now_ms = record_.time_ms;
  const std::int64_t newest = now_ms / kSliceMs;
  row_key_ = row_key(newest, key);
  for (std::int64_t slice = newest; slice >= (now_ms - kept_ms) / kSliceMs; --slice) {
    OSLER_TRY(const std::optional<store::Row> row, store.row(partition, kAnswerTable, row_key(slice, key)));
    if (!row) continue;
    OSLER_TRY(AnswerRecord record, decode_answer(row->bytes));
    const bool expired = record.time_ms <= now_ms - kept_ms;
    if (!expired) {
      kept_ = std::move(record);
      return {};
    }
    if (slice == newest) revision_ = row->revision;
  }
  return {};
}

IdempotentRequest::~IdempotentRequest() { in_flight_.leave(name_); }

store::RowChange IdempotentRequest::row_for(int status, std::string text) const {
  AnswerRecord record = record_;
  record.status = status;
  if (!text.empty()) record.versions.clear();
  record.text = std::move(text);
  return {std::string(kAnswerTable), row_key_, encode(record), revision_};
}

void IdempotentRequest::remember_in(store::WriteSet& writes, int status) const {
  AnswerRecord record = record_;
  record.status = status;
  if (record.versions.empty()) {
    const WriteEffect effect = status == kCreatedStatus ? WriteEffect::kCreated : WriteEffect::kUpdated;
    for (const store::Put& put : writes.puts) record.versions.push_back({put.key, {}, effect});
    for (const store::Remove& remove : writes.removes) record.versions.push_back({remove.key, {}, WriteEffect::kDeleted});
  }
  std::map<store::RecordKey, std::int64_t> removed;
  for (const store::Remove& remove : writes.removes) {
    const auto* exact = std::get_if<store::ExpectVersion>(&remove.expect);
    if (exact != nullptr) removed[remove.key] = exact->version.number + 1;
  }
  std::map<store::RecordKey, std::size_t> put;
  for (std::size_t i = 0; i < writes.puts.size(); ++i) put[writes.puts[i].key] = i;
  // For each put of the write set, the places in the answer that show it.
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < record.versions.size(); ++i) {
    AnsweredVersion& one = record.versions[i];
    if (const auto found = put.find(one.key); found != put.end()) places.emplace_back(found->second, i);
    if (const auto found = removed.find(one.key); found != removed.end()) one.version.number = found->second;
  }
  writes.rows_after = [record = std::move(record), places = std::move(places), key = row_key_,
                       revision = revision_](const std::vector<store::VersionHeader>& headers) mutable {
    for (const auto& [of_put, at] : places) record.versions[at].version = headers[of_put].version;
    return std::vector<store::RowChange>{{std::string(kAnswerTable), key, encode(record), revision}};
  };
}

namespace {

/// Whether a word of the text, of the letters that ids are made of, is one of the ids.
bool names_one(std::string_view text, const std::set<std::string_view>& ids) {
  const auto is_of_id = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.'; };
  while (!text.empty()) {
    const std::size_t size = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_of_id) - text.begin());
    if (size > 0 && ids.contains(text.substr(0, size))) return true;
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return false;
}

}  // namespace

Result<std::vector<store::RowChange>> answers_about(const store::Store& store, store::Partition partition,
                                                    const std::set<store::RecordKey>& keys) {
  std::set<std::string_view> ids;
  for (const store::RecordKey& key : keys) ids.insert(key.id);
  std::vector<store::RowChange> changes;
  std::string after;
  while (true) {
    OSLER_TRY(const std::vector<store::Row> rows, store.rows(partition, kAnswerTable, {}, after, kSweptRowsMax));
    for (const store::Row& row : rows) {
      OSLER_TRY(const AnswerRecord answer, decode_answer(row.bytes));
      const auto is_asked = [&](const AnsweredVersion& version) { return keys.contains(version.key); };
      const bool speaks = std::ranges::any_of(answer.versions, is_asked) || names_one(answer.text, ids) || names_one(answer.context, ids);
      if (speaks) changes.push_back({std::string(kAnswerTable), row.key, std::nullopt, row.revision});
    }
    if (rows.size() < kSweptRowsMax) return changes;
    after = rows.back().key;
  }
}

Task<Result<std::size_t>> sweep_answers(store::Store& store, store::Partition partition, std::int64_t now_ms,
                                        std::int64_t kept_ms, Loop& loop) {
  OSLER_CO_TRY(const std::vector<store::Row> oldest, store.rows(partition, kAnswerTable, {}, {}, kSweptRowsMax));
  store::WriteSet writes(partition);
  for (const store::Row& row : oldest) {
    const std::optional<std::int64_t> slice = slice_of(row.key);
    const bool all_expired = !slice || (*slice + 1) * kSliceMs + kept_ms <= now_ms;
    if (!all_expired) break;
    writes.rows.push_back({std::string(kAnswerTable), row.key, std::nullopt, row.revision});
  }
  const std::size_t count = writes.rows.size();
  if (count == 0) co_return std::size_t{0};
  OSLER_CO_TRY(const store::Outcome outcome, co_await store.commit(std::move(writes), loop));
  co_return std::holds_alternative<store::Committed>(outcome) ? count : std::size_t{0};
}

}  // namespace osler::engine
