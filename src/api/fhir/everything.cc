// $everything: a patient's or an encounter's whole record. Spec: FHIR R4, operation-patient-everything.html,
// operation-encounter-everything.html.

#include "api/fhir/everything_text.h"
#include "api/fhir/interactions.h"
#include "api/fhir/page_links.h"
#include "api/fhir/result_bundle.h"
#include "json/pretty.h"

namespace osler::fhir_api {
namespace {

/// A whole answer up to this size is held, so that a fault on the way to it is told by its status.
constexpr std::size_t kHeldBytes = 1024 * 1024;

std::string path_of(const Exchange& exchange, const Wanted& wanted) {
  const std::string instance = exchange.target.id.empty() ? std::string() : "/" + exchange.target.id;
  return exchange.base_url + "/" + std::string(wanted.compartment) + instance + "/$everything";
}

http::Response json_response() {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  return response;
}

// One page, with links to the others.
Result<http::Response> page_of(Exchange& exchange, const Wanted& wanted, Place place, std::uint32_t count, const std::string& question) {
  EverythingWalk walk(exchange, wanted, std::move(place));
  OSLER_TRY(const std::vector<engine::Resource> matches, walk.take(count));
  OSLER_TRY(const std::uint64_t total, total_of(exchange, wanted));
  std::set<store::RecordKey> seen;
  OSLER_TRY(const std::vector<engine::Resource> included,
            referenced_by(exchange, matches, seen, exchange.engine.settings().operation_answer_max,
                          [&](const engine::Resource& resource) { return has_own_place(exchange, wanted, resource); }));
  http::Response response = json_response();
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  writer.member("total", total);
  write_links(writer, exchange, path_of(exchange, wanted), question, walk.next(), {});
  if (!matches.empty()) {
    writer.key("entry");
    writer.begin_array();
    for (const engine::Resource& resource : matches) write_resource_entry(writer, exchange, resource, "match");
    for (const engine::Resource& resource : included) write_resource_entry(writer, exchange, resource, "include");
    writer.end_array();
  }
  writer.end_object();
  return response;
}

std::string head_of(const Exchange& exchange, const Wanted& wanted, const std::string& question) {
  std::string head;
  json::Writer writer(head);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "searchset");
  write_links(writer, exchange, path_of(exchange, wanted), question, {}, {});
  writer.end_object();
  head.pop_back();
  return head;
}

// All of it. What does not fit in hand is made while it is sent.
Result<http::Response> whole_of(Exchange& exchange, Wanted wanted, Place place, const std::string& question) {
  OSLER_TRY(Shape shape, read_shape(exchange, Interaction::kEverything));
  const bool is_pretty = shape.is_pretty;
  std::string head = head_of(exchange, wanted, question);
  auto text = std::make_shared<EverythingText>(exchange, std::move(wanted), std::move(place), std::move(shape), std::move(head));
  while (!text->is_done() && text->ready().size() < kHeldBytes) OSLER_RETURN_IF_ERROR(text->make());
  exchange.is_shaped = true;
  http::Response response = json_response();
  if (text->is_done()) {
    response.body = is_pretty ? json::pretty_text(text->take()) : text->take();
  } else {
    response.source = std::move(text);
  }
  return response;
}

}  // namespace

Result<http::Response> handle_everything(Exchange& exchange) {
  OSLER_TRY(Wanted wanted, read_wanted(exchange));
  if (!exchange.target.id.empty()) {
    OSLER_TRY(const engine::Resource owner, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
  }
  const std::string question = encoded_question(exchange.parameters);
  OSLER_TRY(const std::string cursor, opened_cursor(exchange, question));
  OSLER_TRY(Place place, read_place(cursor, wanted.types.size()));
  // An entry of a Bundle is held with all the others.
  const std::optional<std::uint32_t> count = wanted.count || !exchange.is_entry ? wanted.count : exchange.engine.settings().operation_answer_max;
  Result<http::Response> response = count ? page_of(exchange, wanted, std::move(place), *count, question)
                                          : whole_of(exchange, std::move(wanted), std::move(place), question);
  exchange.session.audit.action = "everything";
  exchange.session.audit.resource_id = exchange.target.id;
  return response;
}

}  // namespace osler::fhir_api
