#include "base/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/assert.h"

namespace osler {
namespace {

constexpr std::size_t kBlockBytes = 64;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// OpenSSL's digests fail only without memory, which ends the process as any failed allocation does.
void update(EVP_MD_CTX* context, std::string_view bytes) {
  OSLER_ASSERT(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

std::string finish(EVP_MD_CTX* context) {
  std::string code(HmacSha256::kBytes, '\0');
  OSLER_ASSERT(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(code.data()), nullptr) == 1);
  return code;
}

}  // namespace

struct HmacSha256::Impl {
  std::unique_ptr<EVP_MD, FreeDigest> digest{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  Context inner = begun();
  Context outer = begun();

  Context begun() const {
    OSLER_ASSERT(digest != nullptr);
    Context context(EVP_MD_CTX_new());
    OSLER_ASSERT(context != nullptr && EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) == 1);
    return context;
  }
};

HmacSha256::HmacSha256(std::string_view secret) : impl_(std::make_unique<Impl>()) {
  // RFC 2104: a secret longer than a block is replaced by its hash.
  std::string key(secret);
  if (key.size() > kBlockBytes) {
    const Context context = impl_->begun();
    update(context.get(), key);
    key = finish(context.get());
  }
  key.resize(kBlockBytes, '\0');
  std::string pad = key;
  for (char& c : pad) c = static_cast<char>(c ^ 0x36);
  update(impl_->inner.get(), pad);
  for (char& c : pad) c = static_cast<char>(c ^ 0x36 ^ 0x5c);
  update(impl_->outer.get(), pad);
  OPENSSL_cleanse(pad.data(), pad.size());
  OPENSSL_cleanse(key.data(), key.size());
}

HmacSha256::~HmacSha256() = default;

std::string HmacSha256::code(std::string_view text) const {
  thread_local const Context context(EVP_MD_CTX_new());
  OSLER_ASSERT(context != nullptr && EVP_MD_CTX_copy_ex(context.get(), impl_->inner.get()) == 1);
  update(context.get(), text);
  const std::string inner = finish(context.get());
  OSLER_ASSERT(EVP_MD_CTX_copy_ex(context.get(), impl_->outer.get()) == 1);
  update(context.get(), inner);
  return finish(context.get());
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::string from_hex(std::string_view text) {
  const auto value = [](char c) -> unsigned {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    return c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10) : 0;
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>((value(text[i]) << 4U) | value(text[i + 1]));
  }
  return bytes;
}

}  // namespace osler
