#include "access/audit_record.h"

#include <array>
#include <utility>

namespace osler::access {
namespace {

constexpr char kFormatVersion = 1;
constexpr char kFormatWithReason = 2;  ///< The reason stands behind the other texts.
constexpr std::size_t kTextBytesMax = 2048;
constexpr std::size_t kUserAgentBytesMax = 256;
constexpr std::size_t kEntryBytesUsual = 384;

/// The texts in the order of the format. Spec: docs/formats/audit.md.
template <class Text>
constexpr std::array kTexts = {
    &AuditFields<Text>::actor_id,    &AuditFields<Text>::actor_email,   &AuditFields<Text>::actor_role,
    &AuditFields<Text>::action,      &AuditFields<Text>::resource_type, &AuditFields<Text>::resource_id,
    &AuditFields<Text>::patient,     &AuditFields<Text>::method,        &AuditFields<Text>::path,
    &AuditFields<Text>::query_names, &AuditFields<Text>::outcome,       &AuditFields<Text>::ip_address,
    &AuditFields<Text>::user_agent,  &AuditFields<Text>::request_id,    &AuditFields<Text>::client_request_id,
};

void put_number(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out += static_cast<char>(number | 0x80U);
    number >>= 7U;
  }
  out += static_cast<char>(number);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

bool take_number(std::string_view& bytes, std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

constexpr std::uint64_t zigzag(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1U) ^ -static_cast<std::int64_t>(number & 1U);
}

/// At most `bytes_max`, never ending inside a character.
std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end);
}

bool take_text(std::string_view& bytes, std::string_view& text) {
  std::uint64_t size = 0;
  if (!take_number(bytes, size) || size > bytes.size()) return false;
  text = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

Error damaged() { return internal_error("expected an audit entry"); }

}  // namespace

std::string_view outcome_of(int status) {
  if (status < 400) return "success";
  return status == 401 || status == 403 || status == 429 ? "denied" : "failure";
}

std::string encode(const AuditRecord& record) {
  std::string out;
  out.reserve(kEntryBytesUsual);
  out += record.reason.empty() ? kFormatVersion : kFormatWithReason;
  put_number(out, zigzag(record.time_ms));
  put_number(out, zigzag(record.status));
  for (const auto text : kTexts<std::string>) {
    const std::size_t bytes_max = text == &AuditRecord::user_agent ? kUserAgentBytesMax : kTextBytesMax;
    const std::string_view kept = shortened(record.*text, bytes_max);
    put_text(out, kept);
  }
  if (!record.reason.empty()) put_text(out, shortened(record.reason, kTextBytesMax));
  return out;
}

Result<AuditView> view_audit(std::string_view bytes) {
  if (bytes.empty() || (bytes.front() != kFormatVersion && bytes.front() != kFormatWithReason)) return damaged();
  const bool has_reason = bytes.front() == kFormatWithReason;
  bytes.remove_prefix(1);

  AuditView view;
  std::uint64_t time = 0;
  std::uint64_t status = 0;
  if (!take_number(bytes, time) || !take_number(bytes, status)) return damaged();
  view.time_ms = unzigzag(time);
  const std::int64_t status_number = unzigzag(status);
  if (!std::in_range<int>(status_number)) return damaged();
  view.status = static_cast<int>(status_number);
  for (const auto text : kTexts<std::string_view>) {
    if (!take_text(bytes, view.*text)) return damaged();
  }
  if (has_reason && !take_text(bytes, view.reason)) return damaged();
  if (!bytes.empty()) return damaged();
  return view;
}

Result<AuditRecord> decode_audit(std::string_view bytes) {
  OSLER_TRY(const AuditView view, view_audit(bytes));
  AuditRecord record;
  record.time_ms = view.time_ms;
  record.status = view.status;
  for (std::size_t i = 0; i < kTexts<std::string>.size(); ++i) {
    record.*kTexts<std::string>[i] = view.*kTexts<std::string_view>[i];
  }
  record.reason = view.reason;
  return record;
}

}  // namespace osler::access
