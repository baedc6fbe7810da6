#include "api/v1/errors.h"

#include <gtest/gtest.h>

#include <set>

#include "api/v1/body_cases_test.h"

namespace osler::api::v1 {
namespace {

http::Response answer(ErrorKind kind, std::string code = {}) {
  return error_response({kind, "what", std::move(code), {}}, "req_1");
}

TEST(Errors, GiveEachKindOneStatusAndCode) {
  const std::pair<ErrorKind, std::pair<int, std::string_view>> expected[] = {
      {ErrorKind::kInvalidInput, {400, "INVALID_PARAMETER"}},
      {ErrorKind::kUnauthenticated, {401, "UNAUTHORIZED"}},
      {ErrorKind::kForbidden, {403, "FORBIDDEN"}},
      {ErrorKind::kNotFound, {404, "NOT_FOUND"}},
      {ErrorKind::kGone, {404, "NOT_FOUND"}},
      {ErrorKind::kMethodNotAllowed, {405, "METHOD_NOT_ALLOWED"}},
      {ErrorKind::kConflict, {409, "CONFLICT"}},
      {ErrorKind::kPreconditionFailed, {409, "CONFLICT"}},
      {ErrorKind::kTooLarge, {413, "PAYLOAD_TOO_LARGE"}},
      {ErrorKind::kUnsupportedMedia, {415, "UNSUPPORTED_MEDIA_TYPE"}},
      {ErrorKind::kUnprocessable, {422, "VALIDATION_ERROR"}},
      {ErrorKind::kThrottled, {429, "RATE_LIMITED"}},
      {ErrorKind::kInternal, {500, "INTERNAL_ERROR"}},
      {ErrorKind::kUnavailable, {503, "UNAVAILABLE"}},
      {ErrorKind::kStorageFull, {507, "STORAGE_FULL"}},
  };
  for (const auto& [kind, row] : expected) {
    const http::Response response = answer(kind);
    const json::Tree body = parse_body_text(response.body);
    EXPECT_EQ(response.status, row.first);
    EXPECT_EQ(body.root().member("code").text(), row.second);
    EXPECT_EQ(body.root().member("requestId").text(), "req_1");
    EXPECT_EQ(body.root().member("issues").exists(), row.first == 400 || row.first == 422);
    EXPECT_TRUE(response.headers.get("Link")->find("/docs/errors#" + std::string(row.second)) !=
                std::string_view::npos);
  }
}

TEST(Errors, TakeTheCodeOfTheErrorBeforeThatOfItsKind) {
  EXPECT_EQ(answer(ErrorKind::kInvalidInput, "INVALID_CURSOR").status, 400);
  EXPECT_NE(answer(ErrorKind::kInvalidInput, "INVALID_CURSOR").body.find("INVALID_CURSOR"), std::string::npos);
  EXPECT_NE(answer(ErrorKind::kUnauthenticated, "KEY_EXPIRED").body.find("KEY_EXPIRED"), std::string::npos);
  EXPECT_NE(answer(ErrorKind::kConflict, "not a code").body.find("CONFLICT"), std::string::npos);
}

TEST(Errors, SayWhenToComeBack) {
  EXPECT_TRUE(answer(ErrorKind::kThrottled).headers.get("Retry-After"));
  EXPECT_TRUE(answer(ErrorKind::kUnavailable).headers.get("Retry-After"));
  EXPECT_TRUE(answer(ErrorKind::kConflict, "IDEMPOTENCY_IN_PROGRESS").headers.get("Retry-After"));
  EXPECT_FALSE(answer(ErrorKind::kConflict).headers.get("Retry-After"));
}

TEST(Errors, DoNotExplainFaultsOfTheServer) {
  const http::Response response = error_response(internal_error("SELECT secret FROM /etc"), "req_1");
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST(Errors, HaveDifferentCodes) {
  std::set<std::string_view> codes;
  for (const ErrorCode& row : error_codes()) EXPECT_TRUE(codes.insert(row.code).second) << row.code;
}

}  // namespace
}  // namespace osler::api::v1
