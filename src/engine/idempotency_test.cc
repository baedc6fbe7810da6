#include "engine/idempotency.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/loop.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

constexpr std::int64_t kHourMs = 60 * 60 * 1000;
constexpr std::int64_t kKeptMs = 24 * kHourMs;
constexpr std::int64_t kNoonMs = 1'736'942'400'000;  // A slice of twelve hours begins here.

class IdempotencyTest : public testing::Test {
 protected:
  IdempotencyTest() {
    caller_.kind = access::CallerKind::kKey;
    caller_.id = "key_1";
    caller_.organization.number = 1;
  }
  Result<std::unique_ptr<IdempotentRequest>> begin(const access::Caller& caller, std::string_view key,
                                                   std::string_view body) {
    return IdempotentRequest::begin(in_flight_, store_, caller, key, request_fingerprint("POST", "/v1/patients", body),
                                    clock_.now_ms(), kKeptMs);
  }
  Result<std::unique_ptr<IdempotentRequest>> begin(std::string_view key, std::string_view body = "{}") {
    return begin(caller_, key, body);
  }
  void answer(const access::Caller& caller, std::string_view key, std::string_view body = "{}") {
    const auto request = begin(caller, key, body);
    ASSERT_TRUE(request.ok()) << request.error().message;
    store::WriteSet writes(caller.partition());
    writes.rows.push_back((*request)->row_for(404, "text"));
    const auto outcome = loop_.run(store_.commit(std::move(writes), loop_));
    ASSERT_TRUE(outcome.ok() && std::holds_alternative<store::Committed>(*outcome));
  }
  bool is_kept(const access::Caller& caller, std::string_view key) {
    const auto request = begin(caller, key, "{}");
    return request.ok() && (*request)->kept() != nullptr;
  }
  std::string code(const Result<std::unique_ptr<IdempotentRequest>>& request) {
    return request.ok() ? "accepted" : request.error().code;
  }
  std::size_t rows() { return store_.rows(caller_.partition(), kAnswerTable, {}, {}, 10'000)->size(); }

  ManualClock clock_{kNoonMs};
  store::MemoryStore store_{clock_};
  KeysInFlight in_flight_;
  access::Caller caller_;
  BlockingLoop loop_;
};

TEST_F(IdempotencyTest, TellsFingerprintsApartByMethodTargetAndBody) {
  const std::string one = request_fingerprint("POST", "/v1/patients", "{}");
  EXPECT_EQ(one.size(), 32U);
  EXPECT_EQ(request_fingerprint("POST", "/v1/patients", "{}"), one);
  EXPECT_NE(request_fingerprint("PATCH", "/v1/patients", "{}"), one);
  EXPECT_NE(request_fingerprint("POST", "/v1/persons", "{}"), one);
  EXPECT_NE(request_fingerprint("POST", "/v1/patients", "{ }"), one);
}

TEST_F(IdempotencyTest, RefusesASecondWhileTheFirstIsCarriedOut) {
  auto first = begin("k");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(code(begin("k")), "IDEMPOTENCY_IN_PROGRESS");
  EXPECT_EQ(code(begin("k", "[]")), "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(code(begin("other")), "accepted");
  first->reset();
  EXPECT_EQ(code(begin("k", "[]")), "accepted") << "a first one that was refused leaves nothing behind";
}

TEST_F(IdempotencyTest, GivesBackWhatWasKeptAndRefusesAnotherRequest) {
  answer(caller_, "k");
  const auto again = begin("k");
  ASSERT_TRUE(again.ok());
  ASSERT_NE((*again)->kept(), nullptr);
  EXPECT_EQ((*again)->kept()->status, 404);
  EXPECT_EQ((*again)->kept()->text, "text");
  EXPECT_TRUE((*again)->is_recorded());
  EXPECT_EQ(code(begin("k", "[]")), "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(IdempotencyTest, KeepsOrganizationsEnvironmentsAndPeopleApart) {
  answer(caller_, "k");
  access::Caller live = caller_;
  live.environment = store::Environment::kLive;
  access::Caller other = caller_;
  other.organization.number = 2;
  access::Caller person = caller_;
  person.kind = access::CallerKind::kUser;
  person.id = "user_1";
  access::Caller second_key = caller_;
  second_key.id = "key_2";
  for (const access::Caller& stranger : {live, other, person}) EXPECT_FALSE(is_kept(stranger, "k"));
  EXPECT_TRUE(is_kept(second_key, "k"));
  EXPECT_FALSE(is_kept(caller_, "k2"));
  EXPECT_FALSE(is_kept(caller_, ""));
}

TEST_F(IdempotencyTest, ForgetsAfterItsTimeWhereverInTheDayItBegan) {
  for (const std::int64_t hour : {0, 1, 11, 12, 13, 23}) {
    clock_.set_now(kNoonMs + hour * kHourMs);
    const std::string key = "k" + std::to_string(hour);
    answer(caller_, key);
    clock_.advance(kKeptMs - 1);
    EXPECT_TRUE(is_kept(caller_, key)) << hour;
    clock_.advance(1);
    EXPECT_FALSE(is_kept(caller_, key)) << hour;
    answer(caller_, key);
    EXPECT_TRUE(is_kept(caller_, key)) << hour;
  }
}

TEST_F(IdempotencyTest, TakesThePlaceOfAnExpiredRow) {
  const auto begin_short = [this] {
    return IdempotentRequest::begin(in_flight_, store_, caller_, "k", request_fingerprint("POST", "/", "{}"),
                                    clock_.now_ms(), kHourMs);
  };
  for (int i = 0; i < 3; ++i) {
    const auto request = begin_short();
    ASSERT_TRUE(request.ok());
    EXPECT_EQ((*request)->kept(), nullptr) << i;
    store::WriteSet writes(caller_.partition());
    writes.rows.push_back((*request)->row_for(404, "text"));
    const auto outcome = loop_.run(store_.commit(std::move(writes), loop_));
    ASSERT_TRUE(outcome.ok() && std::holds_alternative<store::Committed>(*outcome)) << i;
    clock_.advance(kHourMs);
  }
}

TEST_F(IdempotencyTest, SweepsOnlyWhatHasExpiredAndSoManyAtOnce) {
  for (int i = 0; i < 600; ++i) answer(caller_, "old" + std::to_string(i));
  clock_.advance(13 * kHourMs);
  for (int i = 0; i < 5; ++i) answer(caller_, "young" + std::to_string(i));
  const auto sweep = [this] {
    return *loop_.run(sweep_answers(store_, caller_.partition(), clock_.now_ms(), kKeptMs, loop_));
  };
  EXPECT_EQ(sweep(), 0U);
  clock_.set_now(kNoonMs + kKeptMs + 12 * kHourMs);
  EXPECT_EQ(sweep(), kSweptRowsMax);
  EXPECT_EQ(sweep(), 100U);
  EXPECT_EQ(sweep(), 0U);
  EXPECT_EQ(rows(), 5U);
}

TEST(IsFinal, IsFalseForWhatMayBeCorrectedOrTriedAgain) {
  for (const int status : {200, 201, 204, 404, 405, 409, 410, 412, 415}) EXPECT_TRUE(is_final(status)) << status;
  for (const int status : {400, 401, 403, 422, 429, 500, 503, 507}) EXPECT_FALSE(is_final(status)) << status;
}

}  // namespace
}  // namespace osler::engine
