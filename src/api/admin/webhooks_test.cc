// Webhooks through the door. That they are sent is tested where they are sent.

#include "events/webhooks.h"

#include <gtest/gtest.h>

#include "access/founding.h"
#include "api/admin/test_door.h"

namespace osler::api::admin {
namespace {

constexpr std::string_view kNew = R"({"url":"https://93.184.216.34/hook","events":["patient.*"],"environment":"test","description":"mine"})";

struct WebhookDoor : TestDoor {
  fhir::Definitions definitions = *fhir::Definitions::built_in();
  events::EventNames names{definitions, {{*definitions.resource_type("Patient"), "patient", "pt"}}};
  events::EventIds ids{"key"};
  http::SystemResolver resolver;
  std::unique_ptr<http::Egress> egress = *http::Egress::create({}, resolver);
  events::Webhooks webhooks{*accounts, names, ids, *egress, {}};

  WebhookDoor() {
    doors.webhooks = &webhooks;
    open();
  }
  std::string add() { return text_at(post("/api/admin/webhooks", admin_token(), std::string(kNew)), {"id"}); }
};

TEST(AdminWebhooks, AreMadeShownChangedRotatedAndRemoved) {
  WebhookDoor t;
  const http::Response made = t.post("/api/admin/webhooks", t.admin_token(), std::string(kNew));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/api/admin/webhooks/" + text_at(made, {"id"});
  const std::string secret = text_at(made, {"secret"});
  EXPECT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(t.ledger(t.live()).front().resource_type, "Webhook");
  EXPECT_EQ(t.ledger(t.live()).size(), 1U);

  const http::Response shown = t.get(path, t.admin_token());
  EXPECT_EQ(shown.body.find("whsec_"), std::string::npos);
  EXPECT_EQ(text_at(shown, {"description"}), "mine");
  EXPECT_EQ(text_at(shown, {"environment"}), "test");
  EXPECT_EQ(text_at(shown, {"events", "0"}), "patient.*");
  EXPECT_EQ(text_at(t.get("/api/admin/webhooks", t.admin_token()), {"total"}), "1");

  EXPECT_EQ(text_at(t.patch(path, t.admin_token(), R"({"events":["*"],"active":false})"), {"active"}), "false");
  EXPECT_EQ(text_at(t.get(path, t.admin_token()), {"disabledReason"}), "switched off");
  const http::Response rotated = t.post(path + "/rotate", t.admin_token(), R"({"overlapSeconds":60})");
  EXPECT_NE(text_at(rotated, {"secret"}), secret);
  EXPECT_FALSE(text_at(rotated, {"previousSecretUntil"}).empty());
  EXPECT_EQ(t.send({.method = http::Method::kDelete, .path = path, .token = t.admin_token()}).status, 204);
  EXPECT_EQ(t.get(path, t.admin_token()).status, 404);
}

TEST(AdminWebhooks, RefuseWhatCannotWork) {
  WebhookDoor t;
  const auto told = [&](const std::string& body) { return t.post("/api/admin/webhooks", t.admin_token(), body).body; };
  for (const auto& [body, part] : {
           std::pair{R"({})", R"({"path":"url","message":"Required"})"},
           {R"({"url":"https://10.0.0.1/"})", R"("path":"url","message":"the host must be on the public Internet")"},
           {R"({"url":"https://93.184.216.34/","events":"*"})", R"("path":"events")"},
           {R"({"url":"https://93.184.216.34/","events":["patiemt.*"]})", "did you mean patient?"},
           {R"({"url":"https://93.184.216.34/","environment":"prod"})", R"("path":"environment")"},
           {R"({"url":"https://93.184.216.34/","pattern":"*"})", "unknown field"},
       }) {
    EXPECT_NE(told(body).find(part), std::string::npos) << body << " gave " << told(body);
  }
}

TEST(AdminWebhooks, AreTheirOrganizationsAlone) {
  WebhookDoor t;
  const std::string id = t.add();
  const auto other = *t.loop.run(access::found_organization(*t.accounts, "Other", "", nullptr, t.loop));
  const std::string stranger = t.token_of(t.add_user("boss@other.example", access::Role::kAdmin, other.organization.id));
  EXPECT_EQ(text_at(t.get("/api/admin/webhooks", stranger), {"total"}), "0");
  for (const std::string& end : {std::string(), std::string("/deliveries")}) {
    EXPECT_EQ(t.get("/api/admin/webhooks/" + id + end, stranger).status, 404);
  }
  for (const std::string end : {"/rotate", "/test"}) EXPECT_EQ(t.post("/api/admin/webhooks/" + id + end, stranger, "{}").status, 404);
  EXPECT_EQ(t.post("/api/admin/webhooks/" + id + "/resend", stranger, R"({"id":"evt_1"})").status, 404);
  EXPECT_EQ(t.patch("/api/admin/webhooks/" + id, stranger, R"({"active":false})").status, 404);
  EXPECT_EQ(t.get("/api/admin/webhooks/" + id, stranger, "organization=" + t.made.organization.id).status, 403);
  const std::string auditor = t.token_of(t.add_user("eye@clinic.example", access::Role::kAuditor));
  EXPECT_EQ(t.get("/api/admin/webhooks", auditor).status, 403);
}

TEST(AdminWebhooks, ShowTheirLogAndSendAgain) {
  WebhookDoor t;
  const std::string path = "/api/admin/webhooks/" + t.add();
  const http::Response test = t.post(path + "/test", t.admin_token(), "{}");
  ASSERT_EQ(test.status, 202) << test.body;
  const std::string event = text_at(test, {"id"});
  EXPECT_EQ(text_at(t.get(path + "/deliveries", t.admin_token()), {"data", "0", "status"}), "pending");
  const http::Response one = t.get(path + "/deliveries", t.admin_token(), "id=" + event);
  EXPECT_EQ(text_at(one, {"body", "event"}), "webhook.test");
  EXPECT_EQ(text_at(t.post(path + "/resend", t.admin_token(), R"({"id":")" + event + "\"}"), {"resent"}), "1");
  EXPECT_EQ(text_at(t.post(path + "/resend", t.admin_token(), R"({"from":"2000-01-01T00:00:00Z","status":"pending"})"), {"resent"}), "1");
  EXPECT_EQ(text_at(t.post(path + "/resend", t.admin_token(), R"({"from":"2000-01-01T00:00:00Z"})"), {"resent"}), "0");
  for (const char* bad : {"{}", R"({"id":"x","from":"2000-01-01T00:00:00Z"})", R"({"from":"soon"})", R"({"from":"2000-01-01T00:00:00Z","status":"lost"})"}) {
    EXPECT_EQ(t.post(path + "/resend", t.admin_token(), bad).status, 400) << bad;
  }
  EXPECT_EQ(t.get(path + "/deliveries", t.admin_token(), "status=lost").status, 400);
  EXPECT_EQ(t.get(path + "/deliveries", t.admin_token(), "count=101").status, 400);
  EXPECT_EQ(t.get(path + "/deliveries", t.admin_token(), "id=evt_none").status, 404);
}

}  // namespace
}  // namespace osler::api::admin
