// Lines of bulk jobs: what an export writes of each resource is what an import makes it from.

#include "api/v1/bulk_form.h"

#include <set>

#include "api/v1/memory_api_test.h"
#include "api/v1/services.h"

namespace osler::api::v1 {
namespace {

class BulkFormTest : public ApiTest {
 protected:
  BulkFormTest() : form_(engine_, api_->schema()), caller_(*caller_of(kTestKey)), session_{caller_, loop_, parser_, "import", "", {}} {}

  BulkForm form_;
  access::Caller caller_;
  json::Parser parser_;
  engine::Session session_;
};

TEST_F(BulkFormTest, TakesBackWhatItWroteOfEveryResource) {
  std::set<std::string> resources;
  for (const BodyCase& one : body_cases()) {
    SCOPED_TRACE(one.path + " " + one.name);
    const ResourceSchema& resource = *api_->schema().by_path(one.path);
    const auto made = form_.to_fhir(session_, resource.type, one.body);
    if (!made.ok()) continue;  // Cases that creation refuses are others' tests.
    engine::Resource stored{{resource.type, "0123"}, {}, made->text};
    std::string line;
    ASSERT_TRUE(form_.append(session_, stored, line).ok());
    EXPECT_TRUE(line.starts_with("{\"resource\":\"" + one.path + "\",")) << line.substr(0, 60);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto again = form_.to_fhir(session_, resource.type, line);
    ASSERT_TRUE(again.ok()) << again.error().message << " in " << line;
    EXPECT_EQ(again->id, "0123");
    EXPECT_TRUE(json::same_value(parse_fhir_text(again->text).root(), parse_fhir_text(made->text).root())) << again->text << made->text;
    resources.insert(one.path);
  }
  EXPECT_EQ(resources.size(), 62U);
}

TEST_F(BulkFormTest, ReadsIdsInEveryFormOfItsOwnType) {
  const TypeId patient = *test_definitions().resource_type("Patient");
  const auto line = [](const std::string& id) { return R"({"firstName":"A","lastName":"B","id":")" + id + "\"}"; };
  for (const char* id : {"pt_abc", "abc", "Patient/abc"}) EXPECT_EQ(form_.to_fhir(session_, patient, line(id))->id, "abc") << id;
  for (const char* id : {"enc_abc", "Encounter/abc", "x y", ""}) {
    const auto refused = form_.to_fhir(session_, patient, line(id));
    ASSERT_FALSE(refused.ok()) << id;
    EXPECT_EQ(refused.error().message, "id: expected an id such as pt_…");
  }
  EXPECT_TRUE(form_.to_fhir(session_, patient, R"({"firstName":"A","lastName":"B"})")->id.empty());
  EXPECT_EQ(form_.to_fhir(session_, patient, R"({"resource":"encounters","firstName":"A","lastName":"B"})").error().message,
            "resource: expected patients");
}

TEST(Services, HaveTheirRoutes) {
  const auto found = find_service(http::Method::kGet, "/v1/bulk/jobs/job_1");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->id, "job_1");
  EXPECT_TRUE(find_service(http::Method::kHead, "/v1/events").ok());
  EXPECT_EQ(find_service(http::Method::kPost, "/v1/events").error().kind, ErrorKind::kMethodNotAllowed);
  EXPECT_EQ(service_methods("/v1/bulk/jobs/job_1"), "GET, HEAD, DELETE");
  for (const char* other : {"/v1/bulk", "/v1/bulk/jobs/", "/v1/bulk/jobs/a/b", "/v1/patients", "/v1/event", "/v1/events/"}) {
    EXPECT_TRUE(service_methods(other).empty()) << other;
  }
}

}  // namespace
}  // namespace osler::api::v1
