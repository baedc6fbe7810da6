#include "api/fhir/page_links.h"

#include "base/signed_text.h"

namespace osler::fhir_api {
namespace {

// What a cursor belongs to. A form and a query that ask the same share their cursors.
std::string cursor_context(const Exchange& exchange, std::string_view question) {
  const access::Caller& caller = exchange.session.caller;
  std::string_view path = exchange.request.path;
  if (path.ends_with("/_search")) path.remove_suffix(std::string_view("/_search").size());
  std::string context = caller.organization.id;
  for (const std::string_view part : {access::word_for(caller.environment), std::string_view(exchange.session.surface),
                                      std::string_view(caller.practitioner_id), path, question}) {
    context += '|';
    context += part;
  }
  return context;
}

const std::string* cursor_of(const osler::fhir::Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    if (name == kCursorParameter) return &value;
  }
  return nullptr;
}

// How an answer is laid out is no part of the question: a page may be laid out otherwise than the one before.
bool is_layout(std::string_view name) { return name == "_format" || name == "_pretty"; }

void append_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query += http::percent_encode(name) + "=" + http::percent_encode(value);
}

void write_link(json::Writer& writer, std::string_view relation, const std::string& url, std::string query, const std::string& cursor) {
  if (!cursor.empty()) append_parameter(query, kCursorParameter, cursor);
  const std::string target = query.empty() ? url : url + "?" + query;
  writer.begin_object();
  writer.member("relation", relation);
  writer.member("url", target);
  writer.end_object();
}

}  // namespace

Result<std::string> opened_cursor(const Exchange& exchange, std::string_view question) {
  const std::string* sent = cursor_of(exchange.parameters);
  if (sent == nullptr) return std::string();
  auto cursor = open_signed_text(exchange.cursor_key, cursor_context(exchange, question), *sent);
  if (!cursor) return invalid_input("_cursor: not a cursor of this query; follow link.next of its Bundle as given");
  return *std::move(cursor);
}

void write_links(json::Writer& writer, const Exchange& exchange, const std::string& url, const std::string& question,
                 const std::string& next, const std::string& previous) {
  const std::string context = cursor_context(exchange, question);
  const std::string* current = cursor_of(exchange.parameters);
  std::string query = question;
  for (const auto& [name, value] : exchange.parameters) {
    if (is_layout(name)) append_parameter(query, name, value);
  }
  writer.key("link");
  writer.begin_array();
  write_link(writer, "self", url, query, current == nullptr ? std::string() : *current);
  write_link(writer, "first", url, query, {});
  if (!previous.empty()) write_link(writer, "previous", url, query, sign_text(exchange.cursor_key, context, previous));
  if (!next.empty()) write_link(writer, "next", url, query, sign_text(exchange.cursor_key, context, next));
  writer.end_array();
}

std::string encoded_question(const osler::fhir::Parameters& parameters) {
  std::string question;
  for (const auto& [name, value] : parameters) {
    if (name != kCursorParameter && !is_layout(name)) append_parameter(question, name, value);
  }
  return question;
}

}  // namespace osler::fhir_api
