#include "store/rocks/audit_frame.h"

#include <zstd.h>

#include <memory>
#include <utility>

#include "store/audit_chain.h"
#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr int kAuditLevel = 1;
constexpr std::size_t kAuditHashBytes = 32;
constexpr std::size_t kAuditSizeBytes = 4;
/// The first byte of a packed row. A row of one entry begins with its time, whose first byte is 0 until the year 2285613.
constexpr std::uint8_t kPackedRow = 1;
constexpr std::size_t kPackedBytesMax = std::size_t{64} << 20U;  ///< Of one frame, unpacked: more is damage.

Error damaged_audit() { return internal_error("damaged row of column family audit"); }

struct FreeAuditPacker {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

std::string packed(std::string_view entries) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeAuditPacker> context(ZSTD_createCCtx());
  std::string out(ZSTD_compressBound(entries.size()), '\0');
  const std::size_t bytes =
      ZSTD_compressCCtx(context.get(), out.data(), out.size(), entries.data(), entries.size(), kAuditLevel);
  OSLER_ASSERT(ZSTD_isError(bytes) == 0);
  out.resize(bytes);
  return out;
}

Result<std::string> unpacked(std::string_view bytes, std::size_t size) {
  if (size > kPackedBytesMax) return damaged_audit();
  std::string entries(size, '\0');
  if (ZSTD_decompress(entries.data(), entries.size(), bytes.data(), bytes.size()) != size) return damaged_audit();
  return entries;
}

}  // namespace

AuditFrame::AuditFrame(std::uint64_t first_sequence, std::int64_t time_ms, std::string hash_before)
    : first_sequence_(first_sequence), time_ms_(time_ms), hash_before_(std::move(hash_before)), hash_(hash_before_) {}

void AuditFrame::add(std::string_view content) {
  hash_ = chain_hash(hash_, next_sequence(), time_ms_, content);
  append_u32(entries_, static_cast<std::uint32_t>(content.size()));
  entries_ += content;
  ++count_;
}

std::string AuditFrame::value() const {
  std::string value;
  if (count_ == 1) {
    append_u64(value, static_cast<std::uint64_t>(time_ms_));
    value += hash_;
    value += std::string_view(entries_).substr(kAuditSizeBytes);
    return value;
  }
  append_u8(value, kPackedRow);
  append_u64(value, static_cast<std::uint64_t>(time_ms_));
  value += hash_before_.empty() ? std::string(kAuditHashBytes, '\0') : hash_before_;
  value += hash_;
  append_u32(value, count_);
  append_u32(value, static_cast<std::uint32_t>(entries_.size()));
  value += packed(entries_);
  return value;
}

Result<std::vector<AuditEntry>> read_audit_row(std::uint64_t first_sequence, std::string_view value, Hashes hashes,
                                               const AuditRange& range) {
  const auto is_in_range = [&](std::uint64_t sequence) { return sequence > range.after && sequence <= range.until; };
  ByteReader in(value);
  std::vector<AuditEntry> entries;
  if (value.empty() || static_cast<std::uint8_t>(value.front()) != kPackedRow) {
    AuditEntry entry{first_sequence, static_cast<std::int64_t>(in.u64()), std::string(in.take(kAuditHashBytes)), {}};
    entry.content = in.rest();
    if (!in.ok()) return damaged_audit();
    if (is_in_range(first_sequence)) entries.push_back(std::move(entry));
    return entries;
  }
  in.u8();
  const auto time_ms = static_cast<std::int64_t>(in.u64());
  std::string hash(in.take(kAuditHashBytes));
  const std::string last_hash(in.take(kAuditHashBytes));
  const std::uint32_t count = in.u32();
  const std::uint32_t bytes = in.u32();
  if (!in.ok() || count == 0) return damaged_audit();
  OSLER_TRY(const std::string contents, unpacked(in.rest(), bytes));
  if (first_sequence == 1) hash.clear();
  ByteReader rest(contents);
  for (std::uint64_t sequence = first_sequence; sequence < first_sequence + count; ++sequence) {
    const std::string_view content = rest.take(rest.u32());
    if (!rest.ok()) return damaged_audit();
    const bool is_last = sequence + 1 == first_sequence + count;
    hash = hashes == Hashes::kNone ? std::string() : is_last ? last_hash : chain_hash(hash, sequence, time_ms, content);
    if (is_in_range(sequence)) entries.push_back({sequence, time_ms, hash, std::string(content)});
  }
  if (!rest.done()) return damaged_audit();
  return entries;
}

}  // namespace osler::store::rocks
