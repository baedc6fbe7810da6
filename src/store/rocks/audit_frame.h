#pragma once
// Rows of the audit ledger: one entry alone, or the entries of one commit together, packed. Spec: docs/formats/store.md.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace osler::store::rocks {

/// Entries of one partition that follow each other and were written at the same time.
class AuditFrame {
 public:
  static constexpr std::size_t kEntriesMax = 256;
  static constexpr std::size_t kBytesMax = 64 << 10;

  /// `hash_before`: of the entry before the first; empty if there is none.
  AuditFrame(std::uint64_t first_sequence, std::int64_t time_ms, std::string hash_before);

  /// Adds the next entry. Its hash becomes hash().
  void add(std::string_view content);
  bool is_full() const { return count_ >= kEntriesMax || entries_.size() >= kBytesMax; }
  std::uint64_t first_sequence() const { return first_sequence_; }
  std::uint64_t next_sequence() const { return first_sequence_ + count_; }
  std::int64_t time_ms() const { return time_ms_; }
  const std::string& hash() const { return hash_; }
  std::size_t bytes() const { return entries_.size(); }
  /// The row's value. At least one entry must have been added.
  std::string value() const;

 private:
  std::uint64_t first_sequence_;
  std::int64_t time_ms_;
  std::string hash_before_;
  std::string hash_;
  std::uint32_t count_ = 0;
  std::string entries_;  ///< Each: bytes of the content (4), content.
};

/// Whether entries are given with their hashes: searches do without, and a hash costs more than all the rest.
enum class Hashes : std::uint8_t { kNone, kAll };

/// Those entries of a row whose key names `first_sequence` that lie in `range`, oldest first. The hash of the row's last one is
/// the one that was written; those of the others follow from the hash before the frame. Errors: kInternal (damage).
Result<std::vector<AuditEntry>> read_audit_row(std::uint64_t first_sequence, std::string_view value,
                                               Hashes hashes = Hashes::kAll, const AuditRange& range = {});

}  // namespace osler::store::rocks
