#include "base/note_error.h"

#include <gtest/gtest.h>

namespace osler {
namespace {

TEST(NoteError, NamesTheRequestAndTheCauseOfFaultsOfOurs) {
  testing::internal::CaptureStderr();
  note_internal_error(internal_error("a row is damaged"), "req_1");
  note_internal_error(not_found("no such job"), "req_2");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "osler: internal error in request req_1: a row is damaged\n");
}

}  // namespace
}  // namespace osler
