// Idempotency-Key as a client meets it: carried out once, answered alike.

#include "api/v1/memory_api_test.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kEncounter = R"({"status":"planned","class":"AMB","patientId":"pt_abc123"})";

class IdempotentTest : public ApiTest {
 protected:
  Sent with_key(http::Method method, const std::string& target, std::string_view body, std::string key,
                std::string_view api_key = kTestKey) {
    return send(method, target, body, with("Idempotency-Key", std::move(key)), api_key);
  }
  Sent post_with(std::string key, std::string_view body = kEncounter) {
    return with_key(http::Method::kPost, "encounters", body, std::move(key));
  }
  std::string total() { return get("encounters?patientId=pt_abc123").data().member("total").text(); }

  static void expect_replay(const Sent& again, const Sent& first) {
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.text, first.text);
    http::Headers expected = first.headers;
    expected.set("Idempotent-Replayed", "true");
    for (const auto& [name, value] : expected.fields()) EXPECT_EQ(again.header(name), value) << name;
    EXPECT_EQ(again.headers.fields().size(), expected.fields().size());
  }
};

TEST_F(IdempotentTest, AnswersARepeatedCreateAlike) {
  const Sent first = post_with("k");
  ASSERT_EQ(first.status, 201) << first.text;
  EXPECT_EQ(first.header("Idempotent-Replayed"), "");
  const std::string before = total();
  clock_.advance(60'000);
  expect_replay(post_with("k"), first);
  EXPECT_EQ(total(), before);
  ASSERT_EQ(patch("encounters/" + first.data().member("id").text(), R"({"status":"arrived"})").status, 200);
  expect_replay(post_with("k"), first);
}

TEST_F(IdempotentTest, AnswersARepeatedPatchAndDeleteAlike) {
  const std::string id = "encounters/" + post_with("k0").data().member("id").text();
  const Sent patched = with_key(http::Method::kPatch, id, R"({"status":"arrived"})", "k1");
  ASSERT_EQ(patched.status, 200);
  EXPECT_EQ(patched.header("ETag"), "W/\"2\"");
  ASSERT_EQ(patch(id, R"({"status":"in-progress"})").status, 200);
  expect_replay(with_key(http::Method::kPatch, id, R"({"status":"arrived"})", "k1"), patched);
  EXPECT_EQ(get(id).data().member("status").text(), "in-progress");

  const Sent unchanged = with_key(http::Method::kPatch, id, "{}", "k2");
  EXPECT_EQ(unchanged.header("ETag"), "W/\"3\"");
  const Sent removed = with_key(http::Method::kDelete, id, {}, "k3");
  EXPECT_EQ(removed.status, 204);
  expect_replay(with_key(http::Method::kDelete, id, {}, "k3"), removed);
  expect_replay(with_key(http::Method::kPatch, id, "{}", "k2"), unchanged);
  const Sent gone = with_key(http::Method::kDelete, id, {}, "k4");
  EXPECT_EQ(gone.status, 404);
  expect_replay(with_key(http::Method::kDelete, id, {}, "k4"), gone);
}

TEST_F(IdempotentTest, KeepsConflicts) {
  const std::string id = "encounters/" + post_with("k0").data().member("id").text();
  http::Headers headers = with("Idempotency-Key", "k1");
  headers.add("If-Match", "W/\"7\"");
  const Sent refused = send(http::Method::kPatch, id, R"({"status":"arrived"})", headers);
  EXPECT_EQ(refused.code(), "CONFLICT");
  expect_replay(send(http::Method::kPatch, id, R"({"status":"arrived"})", headers), refused);
}

TEST_F(IdempotentTest, RefusesTheKeyForAnotherBodyOrRoute) {
  ASSERT_EQ(post_with("k").status, 201);
  const Sent body = post_with("k", R"({"status":"arrived","class":"AMB","patientId":"pt_abc123"})");
  EXPECT_EQ(body.status, 422);
  EXPECT_EQ(body.code(), "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(with_key(http::Method::kPost, "patients", kEncounter, "k").code(), "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(with_key(http::Method::kDelete, "encounters/enc_x", {}, "k").code(), "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(IdempotentTest, DoesNotKeepWhatWasRefused) {
  EXPECT_EQ(post_with("k", R"({"status":"no such"})").status, 422);
  EXPECT_EQ(post_with("k", "{").status, 400);
  EXPECT_EQ(with_key(http::Method::kPost, "encounters", kEncounter, "k", kReadKey).status, 403);
  shortage_ = access::Shortage::kRate;
  EXPECT_EQ(post_with("k").status, 429);
  shortage_ = access::Shortage::kNone;
  EXPECT_EQ(post_with("k").status, 201);
}

TEST_F(IdempotentTest, IsScopedToOrganizationAndEnvironment) {
  ASSERT_EQ(with_key(http::Method::kPost, "patients", R"({"firstName":"A","lastName":"B"})", "k").status, 201);
  for (const std::string_view key : {kLiveKey, kOtherKey}) {
    const Sent sent = with_key(http::Method::kPost, "patients", R"({"firstName":"A","lastName":"B"})", "k", key);
    EXPECT_EQ(sent.status, 201);
    EXPECT_EQ(sent.header("Idempotent-Replayed"), "");
  }
  EXPECT_EQ(with_key(http::Method::kPost, "patients", R"({"firstName":"A","lastName":"B"})", "k", kReadKey).status, 403);
}

TEST_F(IdempotentTest, ForgetsAfterADay) {
  const Sent first = post_with("k");
  clock_.advance(24LL * 60 * 60 * 1000);
  const Sent second = post_with("k");
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(second.data().member("id").text(), first.data().member("id").text());
}

TEST_F(IdempotentTest, MeansNothingToReads) {
  ASSERT_EQ(post_with("k").status, 201);
  EXPECT_EQ(with_key(http::Method::kGet, "encounters", {}, "k").status, 200);
  EXPECT_EQ(with_key(http::Method::kGet, "encounters", {}, "").status, 200);
}

TEST_F(IdempotentTest, LeavesOneAuditEntryForEachRequest) {
  const store::Partition partition = caller_of(kTestKey)->partition();
  const std::size_t before = audit_entries(partition);
  post_with("k");
  post_with("k");
  post_with("k", "{");
  with_key(http::Method::kDelete, "encounters/enc_nobody", {}, "k2");
  with_key(http::Method::kDelete, "encounters/enc_nobody", {}, "k2");
  EXPECT_EQ(audit_entries(partition), before + 5);
}

}  // namespace
}  // namespace osler::api::v1
