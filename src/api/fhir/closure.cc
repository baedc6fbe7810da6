// $closure. Spec: FHIR R4, conceptmap-operation-closure.html.

#include <charconv>

#include "api/fhir/interactions.h"
#include "fhir/terms/closure.h"

namespace osler::fhir_api {
namespace {

namespace terms = osler::fhir::terms;

constexpr std::size_t kNameBytesMax = 200;

struct Asked {
  std::string name;
  std::vector<terms::Coding> concepts;
  std::optional<std::uint64_t> after;  ///< What came since that version is told again.
};

Result<std::uint64_t> version_of(const std::string& text) {
  std::uint64_t version = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (failure != std::errc{} || rest != text.data() + text.size()) return invalid_input("version: expected the version of an earlier answer");
  return version;
}

Result<Asked> read_asked(Exchange& exchange) {
  OSLER_TRY(const json::Tree body, parse_body(exchange));
  OSLER_TRY(const terms::OperationInput input, terms::OperationInput::from_parameters(body.root()));
  OSLER_RETURN_IF_ERROR(input.check_names(terms::Operation::kClosure));
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_format" && name != "_pretty") return invalid_input(name + ": $closure takes its parameters in the body");
  }
  Asked asked{input.text("name"), {}, {}};
  if (asked.name.empty() || asked.name.size() > kNameBytesMax) {
    return invalid_input("name: expected the name of a closure table, of 1 to " + std::to_string(kNameBytesMax) + " bytes");
  }
  OSLER_TRY(asked.concepts, input.codings("concept"));
  if (!input.has("version")) return asked;
  if (!asked.concepts.empty()) return invalid_input("version: asks for what came since then, and goes with no concept");
  OSLER_TRY(asked.after, version_of(input.text("version")));
  return asked;
}

}  // namespace

Task<Result<http::Response>> handle_closure(Exchange& exchange) {
  engine::Engine& engine = exchange.engine;
  OSLER_CO_TRY(Asked asked, read_asked(exchange));
  Result<terms::Closure> closure = terms::Closure();
  std::uint64_t after = 0;
  if (asked.after) {
    closure = engine.closure(exchange.session, asked.name);
    after = *asked.after;
    if (closure.ok() && after > closure->version) co_return invalid_input("version: this closure table has not come so far; begin it anew");
  } else if (asked.concepts.empty()) {
    closure = co_await engine.begin_closure(exchange.session, asked.name);
  } else {
    OSLER_CO_TRY(engine::Engine::ExtendedClosure extended, co_await engine.extend_closure(exchange.session, asked.name, std::move(asked.concepts)));
    after = extended.version_before;
    closure = std::move(extended.closure);
  }
  if (!closure.ok()) co_return std::move(closure).error();
  http::Response response;
  response.body = terms::closure_map(engine.conformance().library(exchange.session.caller.partition()), *closure, asked.name, after, engine.clock().now_ms());
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  co_return response;
}

}  // namespace osler::fhir_api
