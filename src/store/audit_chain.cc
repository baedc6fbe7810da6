#include "store/audit_chain.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <memory>

#include "base/assert.h"

namespace osler::store {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

/// Asking OpenSSL for the digest by name each time would cost more than the hash itself.
class Sha256 {
 public:
  Sha256() { OSLER_ASSERT(digest_ != nullptr && context_ != nullptr); }
  void begin() { OSLER_ASSERT(EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) == 1); }
  void add(std::string_view bytes) { OSLER_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }
  std::string end() {
    std::string hash(SHA256_DIGEST_LENGTH, '\0');
    OSLER_ASSERT(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(hash.data()), nullptr) == 1);
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD, FreeDigest> digest_{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_{EVP_MD_CTX_new()};
};

std::array<char, 8> bytes_of(std::uint64_t number) {
  std::array<char, 8> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; number >>= 8U) bytes[i] = static_cast<char>(number);
  return bytes;
}

}  // namespace

std::string chain_hash(std::string_view before, std::uint64_t sequence, std::int64_t time_ms,
                       std::string_view content) {
  thread_local Sha256 sha256;
  const std::array<char, 8> sequence_bytes = bytes_of(sequence);
  const std::array<char, 8> time_bytes = bytes_of(static_cast<std::uint64_t>(time_ms));
  sha256.begin();
  sha256.add(before);
  sha256.add({sequence_bytes.data(), sequence_bytes.size()});
  sha256.add({time_bytes.data(), time_bytes.size()});
  sha256.add(content);
  return sha256.end();
}

}  // namespace osler::store
