#pragma once
// A FHIR base over a store in memory, for tests: requests go in, answers come out.

#include <gtest/gtest.h>

#include "api/fhir/fhir_api.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::fhir_api {

inline const osler::fhir::Definitions& definitions() {
  static const Result<osler::fhir::Definitions> loaded = osler::fhir::Definitions::built_in();
  return *loaded;
}

class FhirApiTest : public testing::Test {
 protected:
  explicit FhirApiTest(const engine::Settings& settings = {})
      : extractor_(*osler::fhir::ResourceExtractor::create(definitions())),
        policy_(definitions()),
        store_(clock_),
        engine_(definitions(), *extractor_, policy_, store_, clock_, rng_, settings),
        api_(engine_, {"/fhir", "fhir", true, [this](const http::Request& request) { return caller(request); }, {}}, {"http://h", "secret"}) {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
  }

  Result<access::Caller> caller(const http::Request& request) const {
    const auto who = request.headers.get("Authorization");
    if (!who) return Error{ErrorKind::kUnauthenticated, "sign in first", {}, {}};
    access::Caller caller;
    caller.kind = access::CallerKind::kUser;
    caller.id = "user_1";
    caller.role = *who == "admin" ? access::Role::kAdmin : *who == "practitioner" ? access::Role::kPractitioner : access::Role::kAuditor;
    caller.sees_restricted = *who == "admin";
    caller.organization = {1, "org_1", "One", ""};
    return caller;
  }

  http::Response send(http::Method method, std::string path, std::string_view body = {}, http::Headers headers = {}, std::string who = "admin") {
    http::Request request;
    request.method = method;
    request.method_text = http::name_of(method);
    const std::size_t question = path.find('?');
    request.path = "/fhir" + path.substr(0, question);
    if (question != std::string::npos) request.query = path.substr(question + 1);
    request.headers = std::move(headers);
    if (!who.empty()) request.headers.add("Authorization", who);
    if (!request.headers.get("Content-Type")) request.headers.add("Content-Type", "application/fhir+json");
    request.body = json::PaddedBytes(body);
    request.request_id = "req_1";
    return loop_.run(api_.handle(request, loop_));
  }
  std::string value(const std::string& body, std::string_view member) {
    json::Parser parser;
    const auto tree = parser.parse(json::PaddedBytes(body), json::NameTable());
    return tree.ok() ? tree->root().member(member).text() : "not JSON: " + body;
  }
  std::string patient() { return value(send(http::Method::kPost, "/Patient", R"({"resourceType":"Patient","active":true})").body, "id"); }

  std::string total(const std::string& query) { return value(send(http::Method::kGet, query).body, "total"); }
  static http::Headers header(std::string name, std::string content) {
    http::Headers headers;
    headers.add(std::move(name), std::move(content));
    return headers;
  }

  std::size_t audit_entries() {
    std::size_t entries = 0;
    for (const auto partition : {store::Partition::system(), store::Partition::of(1, store::Environment::kTest)}) {
      EXPECT_TRUE(store_.scan_audit(partition, 0, [&](const store::AuditEntry&) { return ++entries > 0; }).ok());
    }
    return entries;
  }

  ManualClock clock_;
  SeededRng rng_{1};
  std::unique_ptr<osler::fhir::ResourceExtractor> extractor_;
  access::Policy policy_;
  store::MemoryStore store_;
  engine::Engine engine_;
  FhirApi api_;
  BlockingLoop loop_;
};

}  // namespace osler::fhir_api
