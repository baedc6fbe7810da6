#include "api/openapi/openapi_door.h"

#include "api/openapi/document.h"
#include "api/openapi/layout.h"
#include "http/security_headers.h"
#include "json/parser.h"

namespace osler::api::openapi {
namespace {

std::string as_yaml(const std::string& json) {
  json::Parser parser;
  const json::NameTable no_names;
  const auto tree = parser.parse(json::PaddedBytes(json), no_names);
  return tree.ok() ? yaml(tree->root()) : std::string();
}

}  // namespace

http::Response OpenApiDoor::answer(const http::Request& request) {
  std::call_once(made_, [this] {
    Result<std::string> json = openapi_json(schema_);
    if (!json.ok()) return;
    json_ = *std::move(json);
    yaml_ = as_yaml(json_);
  });
  http::Response response;
  const bool reads = request.method == http::Method::kGet || request.method == http::Method::kHead;
  http::add_security_headers(response);
  if (json_.empty() || !reads) {
    response.status = reads ? 500 : 405;
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.body = reads ? R"({"message":"the description cannot be made"})"
                          : R"({"message":"only GET and HEAD are offered here"})";
    if (!reads) response.headers.set("Allow", "GET, HEAD");
    return response;
  }
  const bool wants_yaml = request.path.ends_with(".yaml");
  response.headers.set("Content-Type",
                       wants_yaml ? "application/yaml; charset=utf-8" : "application/json; charset=utf-8");
  response.headers.set("Cache-Control", "no-cache");
  response.body = wants_yaml ? yaml_ : json_;
  return response;
}

}  // namespace osler::api::openapi
