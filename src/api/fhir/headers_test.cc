// Headers and formats. Spec: FHIR R4, http.html#general; RFC 9110, RFC 7240.

#include "api/fhir/media_type.h"
#include "api/fhir/memory_base_test.h"
#include "base/base64.h"

namespace osler::fhir_api {
namespace {

class HeadersTest : public FhirApiTest {
 protected:
  int status_with(std::string name, std::string content, std::string path = "/Patient") {
    return send(http::Method::kGet, std::move(path), {}, header(std::move(name), std::move(content))).status;
  }
  http::Headers of_type(std::string type) { return header("Content-Type", std::move(type)); }
};

TEST(MediaTypeText, IsReadWithItsParameters) {
  const MediaType type = parse_media_type(" Application/FHIR+json ; fhirVersion=4.0 ;charset=\"UTF-8\"; q=0.0");
  EXPECT_EQ(type.name, "application/fhir+json");
  EXPECT_EQ(type.fhir_version, "4.0");
  EXPECT_EQ(type.charset, "utf-8");
  EXPECT_TRUE(type.is_refused);
  EXPECT_TRUE(parse_media_type("").name.empty());
  EXPECT_FALSE(parse_media_type("a/b;q=0.1").is_refused);
}

TEST_F(HeadersTest, NegotiatesTheAnswersType) {
  for (const std::string accepted : {"application/fhir+json", "application/json", "*/*", "application/fhir+json; fhirVersion=4.0", "text/html,*/*;q=0.8",
                                     "application/xml, application/json;q=0.5"}) {
    EXPECT_EQ(status_with("Accept", accepted), 200) << accepted;
  }
  for (const std::string refused : {"application/fhir+xml", "text/turtle", "application/fhir+json; fhirVersion=3.0", "application/json;q=0", "nonsense"}) {
    EXPECT_EQ(status_with("Accept", refused), 406) << refused;
  }
  EXPECT_EQ(send(http::Method::kGet, "/Patient", {}, header("Accept", "application/json")).headers.get("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(send(http::Method::kGet, "/Patient?_format=json", {}, header("Accept", "application/xml")).status, 200) << "_format wins";
  EXPECT_EQ(send(http::Method::kGet, "/Patient?_format=xml").status, 406);
  EXPECT_EQ(send(http::Method::kGet, "/Patient?_format=application/fhir+json").status, 200);
  EXPECT_EQ(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", of_type("application/fhir+json; fhirVersion=3.0")).status, 415);
  EXPECT_EQ(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", of_type("application/json; charset=latin1")).status, 415);
}

TEST_F(HeadersTest, TakesPreferencesAsTheirGrammarSays) {
  const auto applied = [&](std::string preference) {
    const http::Response made = send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient"})", header("Prefer", std::move(preference)));
    EXPECT_EQ(made.status, 201);
    return std::string(made.headers.get("Preference-Applied").value_or("")) + (made.body.empty() ? " empty" : "");
  };
  EXPECT_EQ(applied("return=minimal"), "return=minimal empty");
  EXPECT_EQ(applied("wait=5, return=\"minimal\""), "return=minimal empty");
  EXPECT_EQ(applied("return=representation"), "return=representation");
  EXPECT_EQ(applied("return=presentation"), "");
  EXPECT_EQ(applied("return=minimalistic"), "");
  EXPECT_EQ(applied("x-return=minimal"), "");
  const http::Response search = send(http::Method::kGet, "/Patient?nosuch=1", {}, header("Prefer", "handling=lenient"));
  EXPECT_EQ(search.status, 200);
  EXPECT_EQ(search.headers.get("Preference-Applied"), "handling=lenient");
  EXPECT_EQ(send(http::Method::kGet, "/Patient?nosuch=1", {}, header("Prefer", "handling=lenientish")).status, 400);
}

TEST_F(HeadersTest, TellsWhereADeletedResourceWas) {
  const std::string id = patient();
  send(http::Method::kDelete, "/Patient/" + id);
  const http::Response gone = send(http::Method::kGet, "/Patient/" + id);
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(gone.headers.get("Location"), "http://h/fhir/Patient/" + id + "/_history/1");
  EXPECT_NE(gone.body.find("\"deleted\""), std::string::npos);
}

TEST_F(HeadersTest, AnswersOptionsWithWhatIsAllowed) {
  const http::Response options = send(http::Method::kOptions, "/Patient/1/$meta", {}, {}, "");
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(options.headers.get("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(send(http::Method::kOptions, "/nowhere").status, 404);
}

TEST_F(HeadersTest, GivesABinaryInItsOwnForm) {
  const std::string bytes("\x00\x01 <script>alert(1)</script>", 28);
  const http::Response made = send(http::Method::kPost, "/Binary", bytes, of_type("text/html; charset=utf-8"));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/Binary/" + value(made.body, "id");
  for (const std::string accept : {"", "*/*", "text/html,*/*;q=0.8", "image/png"}) {
    const http::Response native = send(http::Method::kGet, path, {}, header("Accept", accept));
    EXPECT_EQ(native.body, bytes) << accept;
    EXPECT_EQ(native.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(native.headers.get("Content-Disposition"), "attachment");
    EXPECT_EQ(native.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_NE(native.headers.get("Content-Security-Policy").value_or("").find("sandbox"), std::string_view::npos);
  }
  const http::Response json = send(http::Method::kGet, path, {}, header("Accept", "application/fhir+json"));
  EXPECT_EQ(value(json.body, "data"), to_base64(bytes));
  EXPECT_EQ(value(send(http::Method::kGet, path + "?_format=json").body, "contentType"), "text/html; charset=utf-8");
  const std::string again = send(http::Method::kPut, path, "new", of_type("text/plain")).body;
  EXPECT_EQ(value(again, "data"), to_base64("new")) << again;
  EXPECT_EQ(send(http::Method::kGet, path + "/_history/1").body, bytes);
  EXPECT_EQ(send(http::Method::kPost, "/Patient", "text", of_type("text/plain")).status, 415);
}

TEST_F(HeadersTest, RefusesParametersThatAWriteDoesNotHave) {
  const std::string id = patient();
  const std::string body = R"({"resourceType":"Patient","id":")" + id + R"("})";
  EXPECT_EQ(send(http::Method::kPost, "/Patient?identifier=x", body).status, 400);
  EXPECT_EQ(send(http::Method::kPut, "/Patient/" + id + "?active=true", body).status, 400);
  EXPECT_EQ(send(http::Method::kPatch, "/Patient/" + id + "?active=true", "[]").status, 400);
  EXPECT_EQ(send(http::Method::kDelete, "/Patient/" + id + "?_cascade=delete").status, 400);
  EXPECT_EQ(send(http::Method::kPut, "/Patient/" + id + "?_format=json&_pretty=true", body).status, 200);
}

TEST_F(HeadersTest, KeepsBinariesInABatchAsJson) {
  const std::string id = value(send(http::Method::kPost, "/Binary", "x", of_type("text/plain")).body, "id");
  const http::Response batch = send(http::Method::kPost, "/", R"({"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Binary/)" + id + R"("}}]})");
  EXPECT_NE(batch.body.find(R"("data":"eA==")"), std::string::npos) << batch.body;
}

}  // namespace
}  // namespace osler::fhir_api
