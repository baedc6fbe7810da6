#include "cli/fhir_target.h"

#include <vector>

#include "api/fhir/fhir_api.h"
#include "http/body_source.h"
#include "http/client.h"
#include "server/config.h"
#include "server/rooms.h"

namespace osler::cli {
namespace {

constexpr std::size_t kPortionBytes = 64 << 10;  ///< Of an answer that is made while it is read.

class ServerTarget final : public FhirTarget {
 public:
  ServerTarget(http::Client client, std::string url, std::string key)
      : client_(std::move(client)), url_(std::move(url)), key_(std::move(key)) {
    headers_.add("x-api-key", key_);
    headers_.add("Content-Type", "application/fhir+json");
    headers_.add("Accept", "application/fhir+json");
    headers_.add("Prefer", "return=minimal");
  }
  Result<http::Response> send(http::Method method, std::string_view path, std::string_view body) override {
    return client_.send(method, "/v1/fhir" + std::string(path), headers_, body);
  }
  std::unique_ptr<FhirTarget> another() const override {
    Result<http::Client> client = http::Client::create(url_);
    OSLER_ASSERT(client.ok());
    return std::make_unique<ServerTarget>(*std::move(client), url_, key_);
  }

 private:
  http::Client client_;
  std::string url_;
  std::string key_;
  http::Headers headers_;
};

/// An opened directory with the door that all its targets use.
struct House {
  House(std::unique_ptr<server::Rooms> r, const access::Caller& caller)
      : rooms(std::move(r)),
        api(*rooms->engine, {"/import", "import", false, [caller](const http::Request&) { return Result<access::Caller>(caller); }, {}},
            {"http://localhost", "an import reads no cursors", false, true}) {}

  std::unique_ptr<server::Rooms> rooms;
  fhir_api::FhirApi api;
};

class DirectoryTarget final : public FhirTarget {
 public:
  explicit DirectoryTarget(std::shared_ptr<House> house) : house_(std::move(house)) {}

  Result<http::Response> send(http::Method method, std::string_view path, std::string_view body) override {
    http::Request request;
    request.method = method;
    request.method_text = "CLI";
    request.path = "/import" + std::string(path);
    request.headers.add("Content-Type", "application/fhir+json");
    request.headers.add("Prefer", "return=minimal");
    request.body = json::PaddedBytes(body);
    http::Response response = loop_.run(house_->api.handle(request, loop_));
    if (!response.source) return response;
    std::vector<char> portion(kPortionBytes);
    while (const std::size_t bytes = response.source->read(portion)) response.body.append(portion.data(), bytes);
    if (response.source->failed()) return unavailable("the answer could not be made to its end");
    return response;
  }
  std::unique_ptr<FhirTarget> another() const override { return std::make_unique<DirectoryTarget>(house_); }

 private:
  std::shared_ptr<House> house_;
  BlockingLoop loop_;
};

}  // namespace

Result<std::unique_ptr<FhirTarget>> server_target(const std::string& url, const std::string& key) {
  OSLER_TRY(http::Client client, http::Client::create(url));
  return std::unique_ptr<FhirTarget>(std::make_unique<ServerTarget>(std::move(client), url, key));
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
    return std::unique_ptr<FhirTarget>(std::make_unique<DirectoryTarget>(std::make_shared<House>(std::move(rooms), caller)));
  }
  return not_found("there is no organization " + organization + " in " + data);
}

}  // namespace osler::cli
