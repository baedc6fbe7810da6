// What callers carry: bearer tokens, API keys, page cursors. The first line's first letter says how the rest is used: "s" as
// the payload of a token that is signed, all else as the whole text. A text that nobody signed opens nothing; a payload
// that is accepted names a user and an organization; a cursor that is taken is written again as a cursor.

#include <cstdint>
#include <string>
#include <string_view>

#include "access/api_key_format.h"
#include "access/tokens.h"
#include "base/assert.h"
#include "base/base64url.h"
#include "base/clock.h"
#include "store/cursor.h"
#include "store/memory/memory_store.h"

namespace osler {
namespace {

constexpr std::string_view kSecret = "a secret of 32 bytes for this test";
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::int64_t kNowMs = 1'700'000'000'000;

struct Bench {
  ManualClock clock{kNowMs};
  SeededRng rng{1};
  store::MemoryStore store{clock};
  access::Tokens tokens{store, clock, rng, kSecret};
};

Bench& bench() {
  static Bench kBench;
  return kBench;
}

void check_signed(std::string_view payload) {
  const std::string text = base64url(kHeader) + "." + base64url(payload);
  const auto claims = bench().tokens.check(text + "." + base64url(HmacSha256(kSecret).code(text)));
  if (!claims.ok()) {
    OSLER_ASSERT(claims.error().kind == ErrorKind::kUnauthenticated);
    return;
  }
  OSLER_ASSERT(!claims->user.empty() && !claims->organization.empty() && !claims->id.empty());
  OSLER_ASSERT(claims->expires_s > kNowMs / 1000);
}

void check_raw(std::string_view text) {
  OSLER_ASSERT(!bench().tokens.check(text).ok());
  if (access::has_api_key_form(text) && access::has_valid_checksum(text)) OSLER_ASSERT(text.size() == access::kApiKeyBytes);
  const store::Position newest{1'000'000};
  const auto cursor = store::decode_cursor(text, 7, newest);
  if (!cursor.ok()) return;
  OSLER_ASSERT(cursor->moment <= newest);
  const auto again = store::decode_cursor(store::encode(*cursor), 7, newest);
  OSLER_ASSERT(again.ok() && *again == *cursor);
}

}  // namespace
}  // namespace osler

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with('s')) osler::check_signed(text.substr(1));
  else osler::check_raw(text);
  return 0;
}
