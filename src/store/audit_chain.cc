#include "store/audit_chain.h"

#include <openssl/sha.h>

namespace osler::store {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

}  // namespace

std::string chain_hash(std::string_view before, std::uint64_t sequence, std::int64_t time_ms,
                       std::string_view content) {
  std::string input(before);
  append_number(input, sequence);
  append_number(input, static_cast<std::uint64_t>(time_ms));
  input += content;
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace osler::store
