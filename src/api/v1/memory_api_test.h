#pragma once
// For tests: /v1 over a memory store, with the records that the published examples speak of.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "api/v1/body_cases_test.h"
#include "api/v1/v1_api.h"
#include "base/rng.h"
#include "store/memory/memory_store.h"

namespace osler::api::v1 {

inline constexpr std::string_view kTestKey = "clk_test_all";
inline constexpr std::string_view kReadKey = "clk_test_read";
inline constexpr std::string_view kLiveKey = "clk_live_all";
inline constexpr std::string_view kOtherKey = "clk_test_other";

struct Sent {
  int status = 0;
  json::Tree body;  ///< Empty for answers without one.
  http::Headers headers;
  std::string text;

  json::View data() const { return body.root().member("data"); }
  json::View at(std::string_view member) const { return body.root().member(member); }
  std::string code() const { return body.root().member("code").text(); }
  std::string message() const { return body.root().member("message").text(); }
  std::string header(std::string_view name) const { return std::string(headers.get(name).value_or("")); }
};

class ApiTest : public testing::Test {
 protected:
  explicit ApiTest(const engine::Settings& settings = small_settings())
      : extractor_(*fhir::ResourceExtractor::create(test_definitions())),
        policy_(test_definitions()),
        store_(clock_),
        engine_(test_definitions(), *extractor_, policy_, store_, clock_, rng_, settings) {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    V1Options options;
    options.cursor_key = "a key for tests that is long enough";
    api_ = V1Api::create(
               engine_,
               {[](std::string_view key) { return caller_of(key); }, [this](const access::Caller&) { return admit(); }, {}},
               options)
               .value();
    put("Patient/abc123", R"({"resourceType":"Patient","name":[{"family":"Lopez","given":["Maria"]}]})");
    put("Practitioner/xyz789", R"({"resourceType":"Practitioner"})");
    put("Practitioner/def456", R"({"resourceType":"Practitioner"})");
    put("Encounter/xyz789",
        R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/abc123"}})");
  }

  static engine::Settings small_settings() {
    engine::Settings settings;
    settings.include_max = 5;
    return settings;
  }

  static Result<access::Caller> caller_of(std::string_view key) {
    if (key.empty())
      return Error{ErrorKind::kUnauthenticated, "an API key is needed in the header x-api-key", "UNAUTHORIZED", {}};
    access::Caller caller;
    caller.kind = access::CallerKind::kKey;
    caller.id = "key_1";
    caller.may_read = true;
    caller.may_write = key != kReadKey;
    caller.sees_restricted = true;
    caller.organization = {key == kOtherKey ? 2U : 1U, key == kOtherKey ? "org_2" : "org_1", "One", ""};
    caller.environment = key == kLiveKey ? store::Environment::kLive : store::Environment::kTest;
    if (key == kTestKey || key == kReadKey || key == kLiveKey || key == kOtherKey) return caller;
    return Error{ErrorKind::kUnauthenticated, "this key is not known", "INVALID_KEY", {}};
  }

  Result<access::Admission> admit() const {
    access::Admission admission;
    admission.shortage = shortage_;
    admission.usage.rate = {1000, shortage_ == access::Shortage::kNone ? 999U : 0U, 42};
    admission.usage.month = {20'000, 15};
    admission.usage.sandbox = access::Quota{500, 7};
    admission.usage.reset_ms = kTestNowMs + 1000;
    admission.retry_after_s = 42;
    return admission;
  }

  /// Writes FHIR, as its own API would.
  void put(const std::string& key, std::string_view text) {
    access::Caller caller = *caller_of(kTestKey);
    json::Parser parser;
    engine::Session session{caller, loop_, parser, "fhir", "", {}};
    const std::size_t slash = key.find('/');
    const json::Tree tree = parse_fhir_text(text);
    const auto written = loop_.run(
        engine_.update(session, *test_definitions().resource_type(key.substr(0, slash)), key.substr(slash + 1), tree));
    ASSERT_TRUE(written.ok()) << written.error().message
                              << (written.error().issues.empty() ? "" : written.error().issues[0].diagnostics);
  }
  /// The stored FHIR text.
  std::string stored(const std::string& type, const std::string& id) {
    access::Caller caller = *caller_of(kTestKey);
    json::Parser parser;
    engine::Session session{caller, loop_, parser, "fhir", "", {}};
    const auto found = engine_.read(session, *test_definitions().resource_type(type), id);
    return found.ok() ? found->text : "";
  }

  Sent send(http::Method method, const std::string& target, std::string_view body = {}, http::Headers headers = {},
            std::string_view key = kTestKey) {
    http::Request request;
    request.method = method;
    request.method_text = http::name_of(method);
    const std::size_t question = target.find('?');
    request.path = "/v1/" + target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.headers = std::move(headers);
    if (!key.empty()) request.headers.add("x-api-key", std::string(key));
    if (!request.headers.get("Content-Type") && !body.empty()) request.headers.add("Content-Type", "application/json");
    request.headers.add("Host", "h");
    request.body = json::PaddedBytes(body);
    request.request_id = "req_1";
    http::Response response = loop_.run(api_->handle(request, loop_));
    Sent sent{response.status, {}, response.headers, response.body};
    if (!response.body.empty()) sent.body = parse_with(response.body, json::NameTable());
    return sent;
  }
  Sent post(const std::string& path, std::string_view body) { return send(http::Method::kPost, path, body); }
  Sent get(const std::string& target) { return send(http::Method::kGet, target); }
  Sent patch(const std::string& target, std::string_view body) { return send(http::Method::kPatch, target, body); }
  Sent remove(const std::string& target) { return send(http::Method::kDelete, target); }
  static http::Headers with(std::string name, std::string value) {
    http::Headers headers;
    headers.add(std::move(name), std::move(value));
    return headers;
  }

  std::size_t audit_entries(store::Partition partition) {
    std::size_t entries = 0;
    EXPECT_TRUE(store_.scan_audit(partition, 0, [&](const store::AuditEntry&) { return ++entries > 0; }).ok());
    return entries;
  }

  ManualClock clock_{kTestNowMs};
  SeededRng rng_{1};
  std::unique_ptr<fhir::ResourceExtractor> extractor_;
  access::Policy policy_;
  store::MemoryStore store_;
  engine::Engine engine_;
  std::unique_ptr<V1Api> api_;
  BlockingLoop loop_;
  access::Shortage shortage_ = access::Shortage::kNone;
};

}  // namespace osler::api::v1
