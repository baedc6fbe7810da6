#include "api/fhir/route.h"

#include <gtest/gtest.h>

namespace osler::fhir_api {
namespace {

using http::Method;

const osler::fhir::Definitions& definitions() {
  static const Result<osler::fhir::Definitions> loaded = osler::fhir::Definitions::built_in();
  return *loaded;
}

struct Case {
  Method method;
  std::string_view path;
  Interaction interaction;
};

TEST(Route, FindsEveryInteraction) {
  for (const Case& c : {Case{Method::kGet, "/metadata", Interaction::kCapabilities}, Case{Method::kPost, "", Interaction::kBundle},
                        Case{Method::kPost, "/", Interaction::kBundle}, Case{Method::kGet, "/Patient", Interaction::kSearch},
                        Case{Method::kPost, "/Patient/_search", Interaction::kSearch}, Case{Method::kHead, "/Patient/1", Interaction::kRead},
                        Case{Method::kGet, "/Patient/1/_history/2", Interaction::kVread}, Case{Method::kGet, "/_history", Interaction::kSystemHistory},
                        Case{Method::kGet, "/Patient/1/Observation", Interaction::kCompartment}, Case{Method::kPatch, "/Patient/1", Interaction::kPatch},
                        Case{Method::kDelete, "/Patient/1", Interaction::kDelete}, Case{Method::kPut, "/Patient", Interaction::kUpdate}}) {
    SCOPED_TRACE(c.path);
    const Result<Route> route = find_route(definitions(), c.method, c.path);
    ASSERT_TRUE(route.ok()) << route.error().message;
    EXPECT_EQ(route->interaction, c.interaction);
  }
}

TEST(Route, HelpsWithWhatDoesNotExist) {
  const auto message = [](Method method, std::string_view path) {
    const Result<Route> route = find_route(definitions(), method, path);
    return route.ok() ? "found" : std::to_string(http_status(route.error().kind)) + " " + route.error().message;
  };
  EXPECT_NE(message(Method::kGet, "/Patients/1").find("404 this is no resource type of FHIR R4; did you mean Patient?"), std::string::npos);
  EXPECT_NE(message(Method::kGet, "/Patient/pt_1").find("part behind the _"), std::string::npos);
  EXPECT_EQ(message(Method::kPost, "/Patient/1").substr(0, 3), "405");
  EXPECT_EQ(message(Method::kGet, "/Patient/1/$nosuch").substr(0, 3), "404");
  EXPECT_EQ(message(Method::kGet, "/Patient/$lookup").substr(0, 3), "404");
  EXPECT_EQ(message(Method::kGet, "/Patient/1/2/3/4/5").substr(0, 3), "404");
  EXPECT_EQ(allowed_methods(definitions(), "/Patient/1"), "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
}

}  // namespace
}  // namespace osler::fhir_api
