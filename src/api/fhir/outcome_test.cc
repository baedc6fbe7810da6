#include "api/fhir/outcome.h"

#include <gtest/gtest.h>

namespace osler::fhir_api {
namespace {

TEST(Outcome, NamesSeverityCodeExpressionAndRequest) {
  const std::string text = outcome_text({{Severity::kError, IssueType::kRequired, "is required", "Encounter.status", "enc.status"}}, "req_1");
  EXPECT_EQ(text,
            R"({"resourceType":"OperationOutcome","extension":[{"url":"urn:osler:request-id","valueString":"req_1"}],)"
            R"("issue":[{"severity":"error","code":"required","details":{"coding":[{"system":"urn:osler:rule","code":"enc.status"}],)"
            R"("text":"is required"},"diagnostics":"Encounter.status: is required","expression":["Encounter.status"]}]})");
}

TEST(Outcome, FallsBackToTheKindOfTheError) {
  const http::Response response = error_response(unavailable("queue full"), "req_2");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "1");
  EXPECT_NE(response.body.find(R"("code":"transient")"), std::string::npos);
}

}  // namespace
}  // namespace osler::fhir_api
