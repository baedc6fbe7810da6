// integrity.delete = restrict on /v1. Spec: v1.md, section 6.

#include "api/v1/memory_api_test.h"

namespace osler::api::v1 {
namespace {

class RestrictedDeleteTest : public ApiTest {
 protected:
  RestrictedDeleteTest() : ApiTest(settings()) {}
  static engine::Settings settings() {
    engine::Settings settings = small_settings();
    settings.restrict_deletes = true;
    return settings;
  }
};

TEST_F(RestrictedDeleteTest, NamesWhoRefers) {
  const Sent refused = send(http::Method::kDelete, "patients/pt_abc123");
  EXPECT_EQ(refused.status, 409) << refused.text;
  EXPECT_EQ(refused.code(), "CONFLICT");
  EXPECT_NE(refused.message().find("Encounter/xyz789"), std::string::npos) << refused.message();
  EXPECT_EQ(send(http::Method::kGet, "patients/pt_abc123").status, 200);
  EXPECT_EQ(send(http::Method::kDelete, "encounters/enc_xyz789").status, 204);
  EXPECT_EQ(send(http::Method::kDelete, "patients/pt_abc123").status, 204);
  EXPECT_EQ(send(http::Method::kDelete, "patients/pt_abc123").status, 404);
}

}  // namespace
}  // namespace osler::api::v1
