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

std::string with_source(const StoredForm& form, store::Origin origin = {"user_1", "fhir", "req_2"}) {
  store::VersionHeader header;
  header.version = {3};
  header.splice_at = form.splice_at;
  header.origin = std::move(origin);
  return present_with_source(form.text, header, kTenantSystem, "org_1");
}

TEST(PresentedVersion, TellsWhoWroteIt) {
  const StoredForm form = stored(R"({"resourceType":"Patient","meta":{"profile":["a"],"tag":[{"display":"\"source\":"}]},"source":{"source":1}})");
  EXPECT_EQ(with_source(form), R"({"resourceType":"Patient","id":"p1","meta":{"versionId":"3","lastUpdated":"1970-01-01T00:00:00.000Z",)"
                               R"("source":"urn:osler:fhir:user_1#req_2","tag":[{"system":"urn:tenant","code":"org_1"},{"display":"\"source\":"}],"profile":["a"]},"source":{"source":1}})");
  EXPECT_NE(with_source(form, {"system", "import", ""}).find(R"("source":"urn:osler:import:system","tag")"), std::string::npos);
  EXPECT_EQ(with_source(form, {}).find("urn:osler"), std::string::npos) << "an entry of the ledger has no origin";
}

TEST(PresentedVersion, LeavesASourceOfItsOwn) {
  const std::string text = with_source(stored(R"({"resourceType":"Patient","meta":{"extension":[{"url":"u","valueString":"}"}], "source" : "urn:their:own"}})"));
  EXPECT_NE(text.find(R"("source":"urn:their:own")"), std::string::npos) << text;
  EXPECT_EQ(text.find("urn:osler"), std::string::npos) << text;
}

TEST(StoredForm, DropsTheSourceThatAHistoryShowed) {
  EXPECT_EQ(stored(R"({"resourceType":"Patient","meta":{"source":"urn:osler:fhir:user_1#req_2"}})").text, R"({"resourceType":"Patient","id":"p1","meta":{"tag":[]}})");
  json::Parser parser;
  const auto shown = parser.parse(json::PaddedBytes(R"({"meta":{"source":"urn:osler:fhir:user_1"}})"), json::NameTable());
  const auto own = parser.parse(json::PaddedBytes(R"({"meta":{"source":"urn:their:own"}})"), json::NameTable());
  EXPECT_TRUE(holds_computed(shown->root(), kTenantSystem));
  EXPECT_FALSE(holds_computed(own->root(), kTenantSystem));
}

}  // namespace
}  // namespace osler::engine
