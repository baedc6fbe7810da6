// The bytes of a connection, in any portions, give the same requests and the same refusal; what becomes a request keeps
// to the limits; and decoding what was encoded gives it back.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "http/request_reader.h"

namespace {

using namespace osler;  // NOLINT(google-build-using-namespace): a program of one file.
using http::RequestReader;

constexpr http::RequestLimits kLimits{.target_bytes_max = 512, .header_bytes_max = 1'024, .header_count_max = 16};
constexpr std::uint64_t kBodyMax = 4'096;

/// A request as text, to compare.
std::string text_of(const http::Request& request) {
  std::string text = request.method_text + " " + request.target + " " + request.path + "?" + request.query + "\n";
  for (const auto& [name, value] : request.headers.fields()) text.append(name).append(": ").append(value).append("\n");
  text += request.body.view();
  return text;
}

void check(const http::Request& request) {
  OSLER_ASSERT(request.path.starts_with('/'));
  OSLER_ASSERT(request.path.find('\0') == std::string::npos);
  OSLER_ASSERT(request.path.find("/../") == std::string::npos);
  OSLER_ASSERT(request.target.size() <= kLimits.target_bytes_max);
  OSLER_ASSERT(request.body.size() <= kBodyMax);
  OSLER_ASSERT(request.method != http::Method::kOther);
  for (const auto& [name, value] : request.headers.fields()) {
    OSLER_ASSERT(value.find_first_of("\r\n") == std::string::npos);
  }
}

/// Everything that came of `bytes`; `next_portion` says how long each portion is.
template <class NextPortion>
std::string outcome_of(std::string_view bytes, NextPortion next_portion) {
  RequestReader reader(kLimits, [](http::Method, std::string_view) { return kBodyMax; });
  std::string outcome;
  while (!bytes.empty() && reader.state() != RequestReader::State::kRefused) {
    std::string_view portion = bytes.substr(0, next_portion());
    bytes.remove_prefix(portion.size());
    while (!portion.empty() && reader.state() != RequestReader::State::kRefused) {
      portion.remove_prefix(reader.feed(portion));
      if (reader.state() == RequestReader::State::kComplete) {
        const bool keeps_alive = reader.keeps_alive();
        const http::Request request = reader.take();
        check(request);
        outcome += text_of(request) + (keeps_alive ? "\nkept\n" : "\nclosed\n");
      }
    }
  }
  outcome += "state " + std::to_string(static_cast<int>(reader.state()));
  if (reader.state() == RequestReader::State::kRefused) {
    outcome += " status " + std::to_string(reader.refusal().status) + " " + std::string(reader.refusal().what);
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 8) return 0;
  std::uint64_t seed = 0x9E3779B97F4A7C15U;
  for (int i = 0; i < 8; ++i) seed = (seed ^ data[i]) * 0x100000001B3U;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 8, size - 8);

  const std::string whole = outcome_of(bytes, [] { return std::string_view::npos; });
  OSLER_ASSERT(whole == outcome_of(bytes, [] { return std::size_t{1}; }));
  OSLER_ASSERT(whole == outcome_of(bytes, [&seed] {
                 seed ^= seed << 13U;
                 seed ^= seed >> 7U;
                 seed ^= seed << 17U;
                 return std::size_t{1} + seed % 40;
               }));

  for (const bool plus_is_space : {false, true}) {
    const std::optional<std::string> decoded = http::percent_decode(bytes, plus_is_space);
    if (decoded) OSLER_ASSERT(http::percent_decode(http::percent_encode(*decoded), plus_is_space) == decoded);
  }
  if (const auto parameters = http::parse_query(bytes)) OSLER_ASSERT(parameters->size() <= 10'000);
  return 0;
}
