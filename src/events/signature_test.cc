#include "events/signature.h"

#include <gtest/gtest.h>

#include "base/hmac.h"
#include "events/retry_schedule.h"

namespace osler::events {
namespace {

TEST(Signature, IsWhatThePublishedLibraryComputes) {
  const std::vector<std::string> secrets = {"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"};
  http::Headers headers;
  sign({"msg_p5jXN8AQM9LWM0D4loKWxJek", "x", 1614265330, R"({"test": 2432232314})"}, secrets, headers);
  EXPECT_EQ(headers.get("webhook-signature"), "v1,/485aUtxlie+TIScVpHggMfqOB4so2KWb7+Gf727B44="  // standardwebhooks 1.1.1 of npm.
  );
  EXPECT_EQ(headers.get("webhook-id"), "msg_p5jXN8AQM9LWM0D4loKWxJek");
  EXPECT_EQ(headers.get("webhook-timestamp"), "1614265330");
}

TEST(Signature, CarriesEveryFormUnderEverySecret) {
  SeededRng rng(7);
  const std::vector<std::string> secrets = {make_webhook_secret(rng), make_webhook_secret(rng)};
  EXPECT_EQ(secrets[0].size(), 6U + 32U);
  http::Headers headers;
  sign({"evt_1", "patient.created", 1'790'000'000, "body"}, secrets, headers);
  const auto code = [&](std::size_t i, const std::string& text) { return hex(HmacSha256(secrets[i]).code(text)); };
  EXPECT_EQ(headers.get("X-Clinik-Signature"), code(0, "body") + "," + code(1, "body"));
  EXPECT_EQ(headers.get("X-Clinik-Signature-V2"),
            "t=1790000000,v1=" + code(0, "1790000000.body") + ",v1=" + code(1, "1790000000.body"));
  EXPECT_EQ(headers.get("X-Clinik-Timestamp"), "1790000000");
  EXPECT_EQ(headers.get("X-Clinik-Event"), "patient.created");
  EXPECT_EQ(headers.get("X-Clinik-Delivery-Id"), "evt_1");
  EXPECT_NE(headers.get("webhook-signature")->find(" v1,"), std::string_view::npos);
}

TEST(RetrySchedule, WaitsAsPublishedWithATenthOfJitterAtMost) {
  SeededRng rng(3);
  const std::vector<std::uint32_t> published = {30, 120, 480, 1'920, 7'200};
  for (std::uint32_t failures = 1; failures <= published.size(); ++failures) {
    const std::int64_t base_ms = std::int64_t{published[failures - 1]} * 1000;
    std::int64_t least = base_ms * 2;
    std::int64_t most = 0;
    for (int i = 0; i < 2'000; ++i) {
      const std::int64_t wait_ms = *wait_after(published, failures, 10, rng);
      least = std::min(least, wait_ms);
      most = std::max(most, wait_ms);
    }
    EXPECT_GE(least, base_ms);
    EXPECT_LE(most, base_ms + base_ms / 10);
    EXPECT_GT(most - least, base_ms / 20);
  }
  EXPECT_EQ(wait_after(published, 6, 10, rng), std::nullopt);
  EXPECT_EQ(wait_after(published, 2, 0, rng), 120'000);
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  constexpr std::int64_t kNowMs = 1'790'000'000'000;  // 2026-09-21T14:13:20Z.
  EXPECT_EQ(retry_after_ms("90", kNowMs), 90'000);
  EXPECT_EQ(retry_after_ms("0", kNowMs), 0);
  EXPECT_EQ(retry_after_ms("999999999", kNowMs), 86'400'000);
  EXPECT_EQ(retry_after_ms("Mon, 21 Sep 2026 14:14:20 GMT", kNowMs), 60'000);
  EXPECT_EQ(retry_after_ms("Mon, 21 Sep 2026 14:00:00 GMT", kNowMs), 0);
  for (const char* bad : {"", "soon", "-5", "1.5", "Mon, 21 Sep 2026", "Mon, 31 Feb 2026 14:00:00 GMT", "Mon, 21 Sep 2026 14:00:00 CET"}) {
    EXPECT_EQ(retry_after_ms(bad, kNowMs), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace osler::events
