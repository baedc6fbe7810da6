// $meta, $meta-add, $meta-delete: profiles, tags and security labels. Spec: FHIR R4, resource-operation-meta.html.

#include <set>

#include "api/fhir/interactions.h"
#include "api/fhir/operation_parameters.h"
#include "json/draft.h"
#include "json/parser.h"
#include "json/writer.h"

namespace osler::fhir_api {
namespace {

constexpr std::uint32_t kPageCount = 500;
constexpr std::string_view kLists[] = {"profile", "security", "tag"};

http::Response meta_answer(std::string_view meta) {
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  writer.begin_object();
  writer.member("name", "return");
  writer.key("valueMeta");
  writer.raw(meta.empty() ? "{}" : meta);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return response;
}

Result<json::Tree> tree_of(const Exchange& exchange, const engine::Resource& resource) {
  return exchange.session.parser.parse(json::PaddedBytes(resource.text), exchange.engine.definitions().names());
}

// Codings are the same by system and code, profiles by their URL.
bool is_same_label(json::DraftNode a, json::DraftNode b) {
  if (!a.is_object() || !b.is_object()) return a.same_as(b);
  const auto part = [](json::DraftNode coding, std::string_view name) {
    const json::DraftNode member = coding.member(name);
    return member ? member.text() : std::string();
  };
  return part(a, "system") == part(b, "system") && part(a, "code") == part(b, "code");
}

std::optional<std::size_t> find_label(json::DraftNode list, json::DraftNode label) {
  for (std::size_t i = 0; i < (list ? list.count() : 0); ++i) {
    if (is_same_label(list.at(i), label)) return i;
  }
  return std::nullopt;
}

enum class MetaChange : std::uint8_t { kAdd, kDelete };

void change_list(json::DraftNode meta, std::string_view name, json::DraftNode given, MetaChange change) {
  for (std::size_t i = 0; i < given.count(); ++i) {
    const auto place = find_label(meta.member(name), given.at(i));
    if (change == MetaChange::kAdd && !place) meta.ensure_member(name).append().set_copy(given.at(i));
    if (change == MetaChange::kDelete && place) meta.member(name).erase_at(*place);
  }
  if (json::DraftNode list = meta.member(name); list && list.count() == 0) meta.erase(name);
}

Result<json::PaddedBytes> changed_meta(const engine::Engine& engine, const engine::Resource& current, json::View given, MetaChange change) {
  json::Parser parser;
  OSLER_TRY(const json::Tree tree, parser.parse(json::PaddedBytes(current.text), engine.definitions().names()));
  json::Draft draft(tree.root());
  json::Draft wanted(given);
  json::DraftNode meta = draft.root().ensure_member("meta");
  for (const std::string_view name : kLists) {
    if (const json::DraftNode list = wanted.root().member(name)) change_list(meta, name, list, change);
  }
  return draft.write();
}

/// Every label in use, each once, in the order in which they were met.
class LabelCollection {
 public:
  void add(json::View meta) {
    for (std::size_t i = 0; i < std::size(kLists); ++i) {
      for (const json::View label : meta.member(kLists[i])) {
        std::string key = label.is_object() ? label.member("system").text() + "|" + label.member("code").text() : label.text();
        if (seen_[i].insert(std::move(key)).second) labels_[i].emplace_back(label.raw());
      }
    }
  }
  std::string text() const {
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (std::size_t i = 0; i < std::size(kLists); ++i) {
      if (labels_[i].empty()) continue;
      writer.key(kLists[i]);
      writer.begin_array();
      for (const std::string& label : labels_[i]) writer.raw(label);
      writer.end_array();
    }
    writer.end_object();
    return out;
  }

 private:
  std::set<std::string> seen_[std::size(kLists)];
  std::vector<std::string> labels_[std::size(kLists)];
};

// Whatever has a profile, a tag or a security label.
store::Expr has_labels(const osler::fhir::Definitions& definitions) {
  store::Any any;
  const TypeId some_type = definitions.resource_types().front();  // The three are parameters of every type.
  for (const std::string_view code : {"_profile", "_security", "_tag"}) {
    if (const auto* parameter = definitions.search_parameter(some_type, code)) any.parts.push_back({store::Present{parameter->id}});
  }
  return {std::move(any)};
}

Result<http::Response> labels_in_use(Exchange& exchange) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  if (exchange.target.type != TypeId::kNone) {
    OSLER_RETURN_IF_ERROR(exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, exchange.target.type));
  }
  store::Query query;
  for (const TypeId type : definitions.resource_types()) {
    const bool asked = exchange.target.type == TypeId::kNone || exchange.target.type == type;
    if (asked && exchange.engine.policy().permit(exchange.session.caller, access::Interaction::kSearch, type).ok()) query.types.push_back(type);
  }
  query.where = has_labels(definitions);
  query.page.count = kPageCount;
  LabelCollection labels;
  std::size_t read = 0;
  while (true) {
    OSLER_TRY(engine::SearchAnswer page, exchange.engine.search(exchange.session, {query, false, true}));
    for (const engine::Resource& resource : page.resources) {
      OSLER_TRY(const json::Tree tree, tree_of(exchange, resource));
      labels.add(tree.root().member("meta"));
    }
    read += page.resources.size();
    if (page.next.empty()) break;
    if (const std::uint32_t max = exchange.engine.settings().operation_reads_max; read >= max) {
      const std::string what = "more than " + std::to_string(max) + " resources have labels (limits.operation_reads); ask for one type or one resource";
      return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kTooCostly, what}}};
    }
    query.page.cursor = std::move(page.next);
  }
  exchange.session.audit.action = "meta";
  return meta_answer(labels.text());
}

Result<http::Response> meta_of(Exchange& exchange, const engine::Resource& resource) {
  OSLER_TRY(const json::Tree tree, tree_of(exchange, resource));
  exchange.session.audit.action = "meta";
  return meta_answer(tree.root().member("meta").raw());
}

Task<Result<http::Response>> change_meta(Exchange& exchange, MetaChange change) {
  json::Tree body;
  OSLER_CO_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {"meta"}));
  const json::View given = parameter_value(body, "meta", "valueMeta");
  if (!given.is_object()) co_return invalid_input("expected a Parameters resource with a parameter meta (valueMeta)");
  const engine::Engine& engine = exchange.engine;
  const engine::Edit edit = [&engine, given, change](const engine::Resource& current) { return changed_meta(engine, current, given, change); };
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange.request.headers));
  auto written = co_await exchange.engine.modify(exchange.session, exchange.target.type, exchange.target.id, edit, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return meta_of(exchange, written->resource);
}

}  // namespace

Result<http::Response> handle_meta(Exchange& exchange) {
  json::Tree body;
  OSLER_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {}));
  if (exchange.target.id.empty()) return labels_in_use(exchange);
  if (exchange.target.version.empty()) {
    OSLER_TRY(const engine::Resource resource, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
    return meta_of(exchange, resource);
  }
  OSLER_TRY(const Version version, version_in_path(exchange));
  OSLER_TRY(const engine::Resource resource, exchange.engine.vread(exchange.session, exchange.target.type, exchange.target.id, version));
  return meta_of(exchange, resource);
}

Task<Result<http::Response>> handle_meta_add(Exchange& exchange) { return change_meta(exchange, MetaChange::kAdd); }
Task<Result<http::Response>> handle_meta_delete(Exchange& exchange) { return change_meta(exchange, MetaChange::kDelete); }

}  // namespace osler::fhir_api
