#include "access/audit_record.h"

#include <gtest/gtest.h>

namespace osler::access {
namespace {

AuditRecord full_record() {
  return {.time_ms = 1'767'225'600'123,
          .actor_id = "user_65f6789012345abcdef67890",
          .actor_email = "a@b.example",
          .actor_role = "admin",
          .action = "search",
          .resource_type = "Patient",
          .resource_id = "p1",
          .patient = "p1",
          .method = "GET",
          .path = "/api/fhir/Patient",
          .query_names = "name,birthdate",
          .status = 403,
          .outcome = "denied",
          .ip_address = "2001:db8::1",
          .user_agent = "curl/8",
          .request_id = "req_1",
          .client_request_id = "own-1"};
}

void expect_equal(const AuditRecord& a, const AuditRecord& b) {
  EXPECT_EQ(a.time_ms, b.time_ms);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(encode(a), encode(b));
}

TEST(AuditRecord, ComesBackAsItWasWritten) {
  const Result<AuditRecord> back = decode_audit(encode(full_record()));
  ASSERT_TRUE(back.ok());
  expect_equal(*back, full_record());
  EXPECT_EQ(back->actor_email, "a@b.example");
  EXPECT_EQ(back->client_request_id, "own-1");
  EXPECT_EQ(back->query_names, "name,birthdate");
}

TEST(AuditRecord, HasAReasonOnlyWhereOneWasGiven) {
  AuditRecord record = full_record();
  const std::string without = encode(record);
  EXPECT_EQ(without.front(), 1) << "as entries have always been";
  record.reason = "erasure request 17";
  const std::string with = encode(record);
  EXPECT_EQ(with.front(), 2);
  const Result<AuditRecord> back = decode_audit(with);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->reason, "erasure request 17");
  EXPECT_EQ(back->client_request_id, "own-1");
  EXPECT_EQ(decode_audit(without)->reason, "");
  EXPECT_FALSE(decode_audit(with.substr(0, with.size() - 1)).ok());
}

TEST(AuditRecord, KeepsEmptyTextsAndNegativeTimes) {
  AuditRecord record;
  record.time_ms = -1;
  record.status = 200;
  const Result<AuditRecord> back = decode_audit(encode(record));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->time_ms, -1);
  EXPECT_EQ(back->status, 200);
  EXPECT_EQ(back->actor_id, "");
}

TEST(AuditRecord, CutsLongTextsAtAWholeCharacter) {
  AuditRecord record;
  record.user_agent = std::string(255, 'a') + "\xc3\xa9" + "tail";
  record.path = std::string(5000, 'p');
  const Result<AuditRecord> back = decode_audit(encode(record));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->user_agent, std::string(255, 'a'));
  EXPECT_EQ(back->path.size(), 2048U);
}

TEST(AuditRecord, RefusesEveryCutAndEveryTail) {
  const std::string bytes = encode(full_record());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    SCOPED_TRACE(size);
    const Result<AuditRecord> cut = decode_audit(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(cut.ok());
    EXPECT_EQ(cut.error().kind, ErrorKind::kInternal);
  }
  EXPECT_FALSE(decode_audit(bytes + "x").ok());
  std::string other_version = bytes;
  other_version[0] = 2;
  EXPECT_FALSE(decode_audit(other_version).ok());
}

TEST(AuditRecord, SurvivesAnyByte) {
  const std::string bytes = encode(full_record());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char with : {'\x00', '\x7f', '\x80', '\xff'}) {
      std::string changed = bytes;
      changed[i] = with;
      static_cast<void>(decode_audit(changed).ok());  // Must not read outside; the sanitizers watch.
    }
  }
}

TEST(Outcome, FollowsTheStatus) {
  for (const int status : {200, 201, 204, 304, 399}) EXPECT_EQ(outcome_of(status), "success") << status;
  for (const int status : {401, 403, 429}) EXPECT_EQ(outcome_of(status), "denied") << status;
  for (const int status : {400, 404, 409, 422, 500, 503}) EXPECT_EQ(outcome_of(status), "failure") << status;
}

}  // namespace
}  // namespace osler::access
