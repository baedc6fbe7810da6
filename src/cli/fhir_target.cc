#include "cli/fhir_target.h"

#include "api/fhir/fhir_api.h"
#include "http/client.h"
#include "server/config.h"
#include "server/rooms.h"

namespace osler::cli {
namespace {

class ServerTarget final : public FhirTarget {
 public:
  ServerTarget(http::Client client, const std::string& key) : client_(std::move(client)) {
    headers_.add("x-api-key", key);
    headers_.add("Content-Type", "application/fhir+json");
    headers_.add("Accept", "application/fhir+json");
    headers_.add("Prefer", "return=minimal");
  }
  Result<http::Response> send(http::Method method, std::string_view path, std::string_view body) override {
    return client_.send(method, "/v1/fhir" + std::string(path), headers_, body);
  }

 private:
  http::Client client_;
  http::Headers headers_;
};

class DirectoryTarget final : public FhirTarget {
 public:
  DirectoryTarget(std::unique_ptr<server::Rooms> rooms, const access::Caller& caller)
      : rooms_(std::move(rooms)),
        api_(*rooms_->engine, {"/import", "import", false, [caller](const http::Request&) { return Result<access::Caller>(caller); }, {}},
             {"http://localhost", "an import reads no cursors"}) {}

  Result<http::Response> send(http::Method method, std::string_view path, std::string_view body) override {
    http::Request request;
    request.method = method;
    request.method_text = "CLI";
    request.path = "/import" + std::string(path);
    request.headers.add("Content-Type", "application/fhir+json");
    request.headers.add("Prefer", "return=minimal");
    request.body = json::PaddedBytes(body);
    return loop_.run(api_.handle(request, loop_));
  }

 private:
  std::unique_ptr<server::Rooms> rooms_;
  fhir_api::FhirApi api_;
  BlockingLoop loop_;
};

}  // namespace

Result<std::unique_ptr<FhirTarget>> server_target(const std::string& url, const std::string& key) {
  OSLER_TRY(http::Client client, http::Client::create(url));
  return std::unique_ptr<FhirTarget>(std::make_unique<ServerTarget>(std::move(client), key));
}

Result<std::unique_ptr<FhirTarget>> directory_target(const std::string& data, const std::string& organization,
                                                     store::Environment environment) {
  OSLER_RETURN_IF_ERROR(server::require_data(data));
  OSLER_TRY(auto rooms, server::Rooms::open(data, server::Config{}.store, {}));
  OSLER_RETURN_IF_ERROR(rooms->open_accounts());
  OSLER_TRY(const auto organizations, rooms->accounts->organizations.list());
  for (const access::Organization& one : organizations) {
    if (!organization.empty() && one.id != organization) continue;
    const access::Caller caller = access::system_caller(one, environment);
    return std::unique_ptr<FhirTarget>(std::make_unique<DirectoryTarget>(std::move(rooms), caller));
  }
  return not_found("there is no organization " + organization + " in " + data);
}

}  // namespace osler::cli
