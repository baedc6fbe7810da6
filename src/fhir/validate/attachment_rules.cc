#include <openssl/evp.h>

#include <array>
#include <string>
#include <vector>

#include "fhir/validate/base_rules.h"

namespace osler::fhir {
namespace {

/// The bytes that a base64 text stands for; nothing if it is none. Blanks between are allowed.
std::optional<std::vector<unsigned char>> decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') plain += c;
  }
  if (plain.empty() || plain.size() % 4 != 0) return std::nullopt;
  std::vector<unsigned char> bytes(plain.size() / 4 * 3);
  const int count = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
  if (count < 0) return std::nullopt;
  const std::size_t padding = plain.ends_with("==") ? 2 : plain.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(count) - padding);
  return bytes;
}

std::vector<unsigned char> sha1_of(const std::vector<unsigned char>& bytes) {
  std::vector<unsigned char> digest(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
  digest.resize(size);
  return digest;
}

}  // namespace

void check_attachment(const RuleInput& input) {
  const json::View data = input.value.member("data");
  const json::View size = input.value.member("size");
  const json::View hash = input.value.member("hash");
  if (!data.is_string() || (!size.is_number() && !hash.is_string())) return;
  std::string scratch;
  const auto bytes = decoded(data.text(scratch));
  if (!bytes) return;  // Reported as no base64.
  if (size.is_number() && size.raw() != std::to_string(bytes->size())) {
    const ElementPath path{.parent = &input.path, .name = "size", .value = size};
    input.findings.report(Severity::kError, IssueType::kValue, path, "expected the number of bytes that data holds before encoding", "attachment.size");
  }
  if (!hash.is_string() || !input.wants(Severity::kWarning)) return;
  const auto stated = decoded(hash.text());
  if (!stated || *stated == sha1_of(*bytes)) return;
  const ElementPath path{.parent = &input.path, .name = "hash", .value = hash};
  input.findings.report(Severity::kWarning, IssueType::kValue, path, "expected the SHA-1 of the data, as base64", "attachment.hash");
}

}  // namespace osler::fhir
