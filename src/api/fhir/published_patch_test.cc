// The published JSON Patch cases. Spec: RFC 6902.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "fhir/model/published_data.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/patch.h"

namespace osler::fhir_api {
namespace {

TEST(PublishedJsonPatch, AllCasesAgree) {
  const auto folder = osler::fhir::published_data("patch-r4.tar.xz");
  OSLER_SKIP_WITHOUT(folder, "patch-r4.tar.xz", 16);
  std::ifstream file(*folder / "patch-r4" / "json-patch-tests.json");
  std::stringstream text;
  text << file.rdbuf();
  json::Parser parser;
  const auto suite = parser.parse(json::PaddedBytes(text.str()), json::NameTable());
  ASSERT_TRUE(suite.ok()) << suite.error().message;
  ASSERT_EQ(suite->root().count(), 16U);
  for (const json::View one : suite->root()) {
    SCOPED_TRACE(one.member("comment").text());
    json::Draft draft(one.member("doc"));
    const Status applied = json::apply_json_patch(draft, one.member("patch"));
    EXPECT_EQ(applied.ok(), one.member("expected").exists()) << (applied.ok() ? "accepted" : applied.error().message);
    if (!applied.ok() || !one.member("expected").exists()) continue;
    json::Draft expected(one.member("expected"));
    EXPECT_TRUE(draft.root().same_as(expected.root())) << draft.text();
  }
}

}  // namespace
}  // namespace osler::fhir_api
