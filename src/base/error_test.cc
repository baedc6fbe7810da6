#include "base/error.h"

#include <gtest/gtest.h>

namespace osler {
namespace {

TEST(ErrorTable, GivesEachKindItsStatusAndType) {
  EXPECT_EQ(http_status(ErrorKind::kInvalidInput), 400);
  EXPECT_EQ(http_status(ErrorKind::kGone), 410);
  EXPECT_EQ(http_status(ErrorKind::kStorageFull), 507);
  EXPECT_EQ(code_of(default_issue_type(ErrorKind::kUnauthenticated)), "login");
  EXPECT_EQ(code_of(default_issue_type(ErrorKind::kUnavailable)), "transient");
  EXPECT_EQ(code_of(IssueType::kInformational), "informational");
  EXPECT_EQ(code_of(IssueType::kCodeInvalid), "code-invalid");
  EXPECT_EQ(code_of(Severity::kInformation), "information");
}

}  // namespace
}  // namespace osler
