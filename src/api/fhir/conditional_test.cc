// Conditional interactions. Spec: FHIR R4, http.html#ccreate, #cond-update, #cdelete; RFC 9110, section 13.

#include "api/fhir/memory_base_test.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kAnn = R"({"resourceType":"Patient","identifier":[{"system":"urn:s","value":"ann"}],"gender":"female"})";
constexpr std::string_view kBob = R"({"resourceType":"Patient","identifier":[{"system":"urn:s","value":"bob"}]})";

class ConditionalTest : public FhirApiTest {
 protected:
  using FhirApiTest::FhirApiTest;
  http::Response create_once(std::string_view body, std::string criteria) {
    return send(http::Method::kPost, "/Patient", body, header("If-None-Exist", std::move(criteria)));
  }
  void two_anns() {
    send(http::Method::kPost, "/Patient", kAnn);
    send(http::Method::kPost, "/Patient", kAnn);
  }
};

TEST_F(ConditionalTest, CreatesOnlyWhatDoesNotExist) {
  const http::Response first = create_once(kAnn, "identifier=urn:s|ann");
  ASSERT_EQ(first.status, 201) << first.body;
  const http::Response second = create_once(kAnn, "?identifier=urn:s%7Cann");
  EXPECT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(value(second.body, "id"), value(first.body, "id"));
  EXPECT_EQ(second.headers.get("ETag"), "W/\"1\"");
  EXPECT_EQ(total("/Patient?_summary=count"), "1");
  send(http::Method::kPost, "/Patient", kAnn);
  const http::Response several = create_once(kAnn, "identifier=urn:s|ann");
  EXPECT_EQ(several.status, 412);
  EXPECT_NE(several.body.find("multiple-matches"), std::string::npos);
}

TEST_F(ConditionalTest, RefusesCriteriaThatSayNothing) {
  http::Headers lenient = header("Prefer", "handling=lenient");
  lenient.add("If-None-Exist", "nosuch=1");
  EXPECT_EQ(send(http::Method::kPost, "/Patient", kAnn, lenient).status, 400);
  EXPECT_EQ(create_once(kAnn, "").status, 412);
  EXPECT_EQ(create_once(kAnn, "_sort=name").status, 400);
  for (const auto method : {http::Method::kPut, http::Method::kPatch, http::Method::kDelete}) {
    EXPECT_EQ(send(method, "/Patient", kAnn).status, 412) << http::name_of(method);
    EXPECT_EQ(send(method, "/Patient?_format=json", kAnn).status, 412) << http::name_of(method);
    EXPECT_EQ(send(method, "/Patient?nosuch=1", kAnn, header("Prefer", "handling=lenient")).status, 400) << http::name_of(method);
  }
  EXPECT_EQ(total("/Patient?_summary=count"), "0");
}

TEST_F(ConditionalTest, RefusesTexts) {
  for (const std::string name : {"_content", "_text", "organization._content", "_has:Encounter:patient:_text"}) {
    EXPECT_EQ(create_once(kAnn, name + "=ann").status, 400) << name;
  }
}

TEST_F(ConditionalTest, UpdatesTheOneThatMatches) {
  const http::Response created = send(http::Method::kPut, "/Patient?identifier=urn:s|ann", kAnn);
  ASSERT_EQ(created.status, 201) << created.body;
  const std::string id = value(created.body, "id");
  const http::Response same = send(http::Method::kPut, "/Patient?identifier=urn:s|ann", kAnn);
  EXPECT_EQ(same.status, 200);
  EXPECT_EQ(same.headers.get("ETag"), "W/\"1\"");
  const http::Response changed = send(http::Method::kPut, "/Patient?gender=female", kBob);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(value(changed.body, "id"), id);
  EXPECT_EQ(changed.headers.get("ETag"), "W/\"2\"");
  two_anns();
  EXPECT_EQ(send(http::Method::kPut, "/Patient?identifier=urn:s|ann", kBob).status, 412);
}

TEST_F(ConditionalTest, TakesTheIdOfTheBodyIfItIsFree) {
  const std::string named = R"({"resourceType":"Patient","id":"mine","identifier":[{"system":"urn:s","value":"mine"}]})";
  const http::Response created = send(http::Method::kPut, "/Patient?identifier=urn:s|mine", named);
  EXPECT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(value(created.body, "id"), "mine");
  EXPECT_EQ(send(http::Method::kPut, "/Patient?identifier=urn:s|other", named).status, 409);
  send(http::Method::kPost, "/Patient", kAnn);
  EXPECT_EQ(send(http::Method::kPut, "/Patient?identifier=urn:s|ann", named).status, 400);
  EXPECT_EQ(send(http::Method::kPut, "/Patient?identifier=urn:s|new", R"({"resourceType":"Patient","id":"no no"})").status, 400);
}

TEST_F(ConditionalTest, PatchesTheOneThatMatches) {
  constexpr std::string_view kPatch = R"([{"op":"add","path":"/active","value":true}])";
  EXPECT_EQ(send(http::Method::kPatch, "/Patient?identifier=urn:s|ann", kPatch).status, 404);
  send(http::Method::kPost, "/Patient", kAnn);
  const http::Response patched = send(http::Method::kPatch, "/Patient?identifier=urn:s|ann", kPatch);
  EXPECT_EQ(patched.status, 200) << patched.body;
  EXPECT_EQ(value(patched.body, "active"), "true");
  send(http::Method::kPost, "/Patient", kAnn);
  EXPECT_EQ(send(http::Method::kPatch, "/Patient?identifier=urn:s|ann", kPatch).status, 412);
}

TEST_F(ConditionalTest, DeletesOneOrRefuses) {
  EXPECT_EQ(send(http::Method::kDelete, "/Patient?identifier=urn:s|ann").status, 204);
  two_anns();
  EXPECT_EQ(send(http::Method::kDelete, "/Patient?identifier=urn:s|ann").status, 412);
  EXPECT_EQ(total("/Patient?_summary=count"), "2");
  send(http::Method::kPost, "/Patient", kBob);
  EXPECT_EQ(send(http::Method::kDelete, "/Patient?identifier=urn:s|bob").status, 204);
  EXPECT_EQ(total("/Patient?_summary=count"), "2");
}

class MultipleDeleteTest : public ConditionalTest {
 protected:
  MultipleDeleteTest() : ConditionalTest(settings()) {}
  static engine::Settings settings() {
    engine::Settings settings;
    settings.conditional_delete_multiple = true;
    settings.conditional_delete_max = 3;
    return settings;
  }
};

TEST_F(MultipleDeleteTest, DeletesAllThatMatchUpToItsLimit) {
  two_anns();
  send(http::Method::kPost, "/Patient", kBob);
  EXPECT_EQ(send(http::Method::kDelete, "/Patient?identifier=urn:s|ann").status, 204);
  EXPECT_EQ(total("/Patient?_summary=count"), "1");
  two_anns();
  two_anns();
  EXPECT_EQ(send(http::Method::kDelete, "/Patient?identifier=urn:s|ann").status, 412);
  EXPECT_EQ(total("/Patient?_summary=count"), "5");
}

TEST_F(ConditionalTest, KeepsReferencesWhoseTargetWasDeletedMeanwhile) {
  const std::string practitioner = value(send(http::Method::kPost, "/Practitioner", R"({"resourceType":"Practitioner"})").body, "id");
  const std::string observation = R"({"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},"performer":[{"reference":"Practitioner/)" +
                                  practitioner + R"("}])";
  ASSERT_EQ(send(http::Method::kPut, "/Observation/o1", observation + "}").status, 201);
  ASSERT_EQ(send(http::Method::kDelete, "/Practitioner/" + practitioner).status, 204);
  EXPECT_EQ(send(http::Method::kPatch, "/Observation/o1", R"({"status":"amended"})").status, 200);
  const http::Response updated = send(http::Method::kPut, "/Observation/o1", observation + R"(,"issued":"2024-01-01T00:00:00Z"})");
  EXPECT_EQ(updated.status, 200) << updated.body;
  EXPECT_EQ(send(http::Method::kPatch, "/Observation/o1", R"({"subject":{"reference":"Patient/none"}})").status, 422);
  EXPECT_EQ(send(http::Method::kPost, "/Observation", observation + "}").status, 422) << "a new resource is checked wholly";
}

}  // namespace
}  // namespace osler::fhir_api
