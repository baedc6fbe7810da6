#pragma once
// For tests: the admin API over an installation in memory, and requests in one line.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/installation_test.h"
#include "api/admin/admin_api.h"
#include "json/parser.h"

namespace osler::api::admin {

struct TestDoor : access::TestInstallation {
  SystemRng system_rng;
  access::PasswordWorkers passwords{access::kCheapPasswords, system_rng};
  std::vector<std::string> practitioners;  ///< Ids for which a resource was asked.
  AdminDoors doors;
  AdminSettings settings;
  std::unique_ptr<AdminApi> api;

  TestDoor() {
    doors.create_practitioner = [this](access::User user, access::Organization, std::string, Loop&) {
      return remember(std::move(user));
    };
    open();
  }
  void open() { api = std::make_unique<AdminApi>(*accounts, passwords, doors, settings); }

  Task<Status> remember(access::User user) {
    practitioners.push_back(user.id);
    co_return Status();
  }

  struct Call {
    http::Method method = http::Method::kGet;
    std::string path;
    std::string token = {};  ///< Without "Bearer ".
    std::string body = {};
    std::string query = {};
    std::string address = "192.0.2.1";
    std::string content_type = "application/json";
  };
  http::Response send(const Call& call) {
    http::Request request;
    request.method = call.method;
    request.method_text = http::name_of(call.method);
    request.path = call.path;
    request.query = call.query;
    request.target = call.query.empty() ? call.path : call.path + "?" + call.query;
    if (!call.token.empty()) request.headers.add("Authorization", "Bearer " + call.token);
    if (!call.body.empty()) request.headers.add("Content-Type", call.content_type);
    request.headers.add("User-Agent", "test");
    request.body = json::PaddedBytes(call.body);
    request.request_id = "req_" + std::to_string(++requests_);
    request.remote_address = call.address;
    return loop.run(api->handle(request, loop));
  }
  http::Response get(std::string path, std::string token, std::string query = {}) {
    return send(
        {.method = http::Method::kGet, .path = std::move(path), .token = std::move(token), .query = std::move(query)});
  }
  http::Response post(std::string path, std::string token, std::string body) {
    return send(
        {.method = http::Method::kPost, .path = std::move(path), .token = std::move(token), .body = std::move(body)});
  }
  http::Response patch(std::string path, std::string token, std::string body) {
    return send(
        {.method = http::Method::kPatch, .path = std::move(path), .token = std::move(token), .body = std::move(body)});
  }

  std::string admin_token() { return token_of(admin()); }

  /// Entries of one ledger, newest first.
  std::vector<access::AuditRecord> ledger(store::Partition partition) {
    std::vector<access::AuditRecord> entries;
    const Status scanned = store.scan_audit(partition, 0, [&](const store::AuditEntry& entry) {
      entries.push_back(*access::decode_audit(entry.content));
      return true;
    });
    return scanned.ok() ? entries : std::vector<access::AuditRecord>();
  }
  store::Partition live() const { return store::Partition::of(made.organization.number, store::Environment::kLive); }
  /// Entries in the system's ledger and in both of the first organization.
  std::size_t entries() {
    return ledger(store::Partition::system()).size() + ledger(live()).size() +
           ledger(store::Partition::of(made.organization.number, store::Environment::kTest)).size();
  }

 private:
  int requests_ = 0;
};

/// A body read back: text_at({"user", "email"}); empty if there is none.
inline std::string text_at(const http::Response& response, std::initializer_list<std::string_view> path) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(response.body), json::NameTable());
  if (!tree.ok()) return "(not JSON)";
  json::View view = tree->root();
  for (const std::string_view step : path) {
    const bool is_index = !step.empty() && step.front() >= '0' && step.front() <= '9';
    view = is_index ? view.at(static_cast<std::size_t>(step.front() - '0')) : view.member(step);
  }
  return view ? view.text() : std::string();
}

}  // namespace osler::api::admin
