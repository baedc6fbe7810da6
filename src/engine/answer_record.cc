#include "engine/answer_record.h"

namespace osler::engine {
namespace {

constexpr char kFormatVersion = 1;
constexpr std::size_t kFingerprintBytes = 32;

void put_number(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U) out += static_cast<char>(number | 0x80U);
  out += static_cast<char>(number);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

/// Takes parts from the front of the bytes. After one that is not there, ok() is false and everything reads as empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80) return number;
    }
    return fail();
  }
  std::string text() { return bytes(number()); }
  std::string bytes(std::uint64_t size) {
    if (size > bytes_.size()) size = fail();
    std::string taken(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return taken;
  }
  bool ok() const { return ok_; }
  bool is_at_end() const { return bytes_.empty(); }

 private:
  std::uint64_t fail() {
    ok_ = false;
    bytes_ = {};
    return 0;
  }
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace

std::string encode(const AnswerRecord& record) {
  std::string out(1, kFormatVersion);
  put_number(out, static_cast<std::uint64_t>(record.time_ms));
  out += record.fingerprint;
  put_number(out, static_cast<std::uint64_t>(record.status));
  put_text(out, record.context);
  put_number(out, record.versions.size());
  for (const AnsweredVersion& one : record.versions) {
    put_number(out, number_of(one.key.type));
    put_text(out, one.key.id);
    put_number(out, static_cast<std::uint64_t>(one.version.number));
    put_number(out, static_cast<std::uint64_t>(one.effect));
  }
  put_text(out, record.text);
  return out;
}

Result<AnswerRecord> decode_answer(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kFormatVersion) return internal_error("a kept answer has an unknown format");
  Reader reader(bytes.substr(1));
  AnswerRecord record;
  record.time_ms = static_cast<std::int64_t>(reader.number());
  record.fingerprint = reader.bytes(kFingerprintBytes);
  record.status = static_cast<int>(reader.number());
  record.context = reader.text();
  for (std::uint64_t left = reader.number(); left > 0 && reader.ok(); --left) {
    AnsweredVersion one;
    one.key.type = static_cast<TypeId>(reader.number());
    one.key.id = reader.text();
    one.version.number = static_cast<std::int64_t>(reader.number());
    one.effect = static_cast<WriteEffect>(reader.number());
    record.versions.push_back(std::move(one));
  }
  record.text = reader.text();
  if (!reader.ok() || !reader.is_at_end()) return internal_error("a kept answer is damaged");
  return record;
}

}  // namespace osler::engine
