#include "engine/stored_form.h"

#include <gtest/gtest.h>

#include "json/parser.h"

namespace osler::engine {
namespace {

constexpr std::string_view kTenantSystem = "urn:tenant";

StoredForm stored(std::string_view text) {
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(text), json::NameTable());
  EXPECT_TRUE(tree.ok());
  return make_stored_form(tree->root(), "Patient", "p1", kTenantSystem);
}

std::string presented(const StoredForm& form) {
  store::VersionHeader header;
  header.version = {3};
  header.time_ms = 1'700'000'000'123;
  header.splice_at = form.splice_at;
  return present_text(form.text, header, kTenantSystem, "org_1");
}

TEST(StoredForm, KeepsEveryValueAsWritten) {
  const StoredForm form = stored(R"({"resourceType":"Patient","multipleBirthInteger": 1.00 ,"name":[ {"family":"\u00e9"} ],"id":"other"})");
  EXPECT_EQ(form.text, R"({"resourceType":"Patient","id":"p1","meta":{"tag":[]},"multipleBirthInteger":1.00,"name":[ {"family":"\u00e9"} ]})");
}

TEST(StoredForm, DropsWhatTheServerSetsAndKeepsOtherTags) {
  const StoredForm form = stored(
      R"({"resourceType":"Patient","meta":{"versionId":"9","profile":["x"],"lastUpdated":"2020-01-01T00:00:00Z","tag":[{"system":"urn:tenant","code":"org_2"},{"code":"a"}]}})");
  EXPECT_EQ(form.text, R"({"resourceType":"Patient","id":"p1","meta":{"tag":[{"code":"a"}],"profile":["x"]}})");
}

TEST(PresentedText, InsertsVersionTimeAndTenant) {
  EXPECT_EQ(presented(stored(R"({"resourceType":"Patient","active":true})")),
            R"({"resourceType":"Patient","id":"p1","meta":{"versionId":"3","lastUpdated":"2023-11-14T22:13:20.123Z",)"
            R"("tag":[{"system":"urn:tenant","code":"org_1"}]},"active":true})");
  EXPECT_EQ(presented(stored(R"({"resourceType":"Patient","meta":{"tag":[{"code":"a"}],"source":"s"}})")),
            R"({"resourceType":"Patient","id":"p1","meta":{"versionId":"3","lastUpdated":"2023-11-14T22:13:20.123Z",)"
            R"("tag":[{"system":"urn:tenant","code":"org_1"},{"code":"a"}],"source":"s"}})");
}

}  // namespace
}  // namespace osler::engine
