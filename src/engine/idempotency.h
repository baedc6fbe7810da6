#pragma once
// Requests that may arrive twice and are carried out once: which of their keys are being answered now, and the row that
// remembers an answer, written in the same commit as what was done. Spec: v1.md, section 6.

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/caller.h"
#include "engine/answer_record.h"
#include "store/store.h"

namespace osler::engine {

inline constexpr std::string_view kAnswerTable = "idempotency";
inline constexpr std::size_t kAnswerTextBytesMax = 64 << 10;  ///< A longer text is not kept.
inline constexpr std::size_t kAnswerVersionsMax = 10'000;     ///< What one key can stand for.
inline constexpr std::int64_t kAnswersKeptMsMax = 30LL * 24 * 60 * 60 * 1000;

/// What a repeated request is recognised by: a hash of method, target and body. 32 bytes.
std::string request_fingerprint(std::string_view method, std::string_view target, std::string_view body);

/// Whether an answer of this status is final. What was refused for its form, its caller or the server's state is not, so
/// that a corrected request may use the key again.
bool is_final(int status);

/// The requests with a key that are being answered. Any thread.
class KeysInFlight {
 public:
  /// Nothing if `name` was not there: it is now. Else the fingerprint it is there with.
  std::optional<std::string> enter(const std::string& name, const std::string& fingerprint);
  void leave(const std::string& name);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> by_name_;
};

/// One request with a key, from its arrival until its answer is made. Destroying it lets the key be used again.
class IdempotentRequest {
 public:
  /// Errors: kConflict with IDEMPOTENCY_IN_PROGRESS; kUnprocessable with IDEMPOTENCY_KEY_REUSED; those of Store::row.
  static Result<std::unique_ptr<IdempotentRequest>> begin(KeysInFlight& in_flight, const store::Store& store,
                                                          const access::Caller& caller, std::string_view key,
                                                          std::string fingerprint, std::int64_t now_ms,
                                                          std::int64_t kept_ms);
  ~IdempotentRequest();
  IdempotentRequest(const IdempotentRequest&) = delete;
  IdempotentRequest& operator=(const IdempotentRequest&) = delete;

  /// The answer that was given before; null if this is the first such request.
  const AnswerRecord* kept() const { return kept_ ? &*kept_ : nullptr; }
  /// Whether the answer is remembered: by a commit of this request, or from before.
  bool is_recorded() const { return recorded_ || kept_.has_value(); }

  /// What the API needs to make the same answer again. Set it before anything is written.
  void set_context(std::string context) { record_.context = std::move(context); }
  /// The versions that the answer shows, in its order. What a commit writes gets its version there; version 0 of anything
  /// else stays: none is shown. Without it the answer shows what the commit writes.
  void speak_of(std::vector<AnsweredVersion> versions) { record_.versions = std::move(versions); }
  bool speaks_of_nothing() const { return record_.versions.empty(); }

  /// Puts the row into `writes`, with the versions that they will make.
  void remember_in(store::WriteSet& writes, int status) const;
  /// The row for an answer that nothing was written for.
  store::RowChange row_for(int status, std::string text) const;
  void set_recorded() { recorded_ = true; }

 private:
  IdempotentRequest(KeysInFlight& in_flight, std::string name) : in_flight_(in_flight), name_(std::move(name)) {}
  Status look_up(const store::Store& store, store::Partition partition, std::string_view key, std::int64_t kept_ms);

  KeysInFlight& in_flight_;
  std::string name_;
  std::string row_key_;
  std::uint64_t revision_ = 0;  ///< Of a row that stands at row_key_ and has expired; 0: none stands there.
  AnswerRecord record_;
  std::optional<AnswerRecord> kept_;
  bool recorded_ = false;
};

/// Changes that erase the kept answers which speak of one of the records, or whose text has one of their ids.
/// Errors: as Store::rows; kInternal for a damaged row.
Result<std::vector<store::RowChange>> answers_about(const store::Store& store, store::Partition partition,
                                                    const std::set<store::RecordKey>& keys);

inline constexpr std::size_t kSweptRowsMax = 500;
/// Erases expired rows of one partition: at most kSweptRowsMax, in one commit. The number erased.
/// Errors: as Store::rows and Store::commit.
Task<Result<std::size_t>> sweep_answers(store::Store& store, store::Partition partition, std::int64_t now_ms,
                                        std::int64_t kept_ms, Loop& loop);

}  // namespace osler::engine
