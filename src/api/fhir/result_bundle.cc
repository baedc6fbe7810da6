#include "api/fhir/result_bundle.h"

#include "fhir/search/references.h"

namespace osler::fhir_api {
namespace {

Error too_many(std::size_t max) {
  const std::string what = "more than " + std::to_string(max) + " resources are referred to (limits.operation_answer); ask for fewer with _count";
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kTooCostly, what}}};
}

// What one resource refers to, in order.
Result<std::vector<store::RecordKey>> targets_of(const Exchange& exchange, const engine::Resource& resource) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  OSLER_TRY(const json::Tree tree, exchange.session.parser.parse(json::PaddedBytes(resource.text), definitions.names()));
  std::vector<store::RecordKey> targets;
  osler::fhir::visit_references(definitions, tree.root(), [&](json::View reference, const auto*, const auto&) {
    std::string scratch;
    const auto text = osler::fhir::read_reference(definitions, reference.text(scratch), exchange.base_url);
    if (text.form == osler::fhir::ReferenceText::Form::kRelative) targets.push_back({text.type, std::string(text.id)});
  });
  return targets;
}

}  // namespace

void write_resource_entry(json::Writer& writer, const Exchange& exchange, const engine::Resource& resource, std::string_view mode) {
  write_result_entry(writer, resource_url(exchange, resource.key), resource.text, mode);
}

void write_result_entry(json::Writer& writer, std::string_view full_url, std::string_view resource, std::string_view mode) {
  writer.begin_object();
  if (!full_url.empty()) writer.member("fullUrl", full_url);
  writer.key("resource");
  writer.raw(resource);
  if (!mode.empty()) {
    writer.key("search");
    writer.begin_object();
    writer.member("mode", mode);
    writer.end_object();
  }
  writer.end_object();
}

Result<std::vector<engine::Resource>> referenced_by(const Exchange& exchange, const std::vector<engine::Resource>& matches,
                                                    std::set<store::RecordKey>& seen, std::size_t max,
                                                    const std::function<bool(const engine::Resource&)>& is_left_out) {
  std::set<store::RecordKey> given;
  for (const engine::Resource& match : matches) given.insert(match.key);
  // Reads of their own: what they note is not what this request did.
  engine::Session session = exchange.session;
  std::vector<engine::Resource> found;
  for (const engine::Resource& match : matches) {
    OSLER_TRY(const std::vector<store::RecordKey> targets, targets_of(exchange, match));
    for (const store::RecordKey& target : targets) {
      if (given.contains(target) || !seen.insert(target).second) continue;
      if (seen.size() > max) return too_many(max);
      Result<engine::Resource> resource = exchange.engine.read(session, target.type, target.id);
      if (!resource.ok()) {
        const bool ours = resource.error().kind == ErrorKind::kInternal || resource.error().kind == ErrorKind::kUnavailable;
        if (ours) return std::move(resource).error();
        continue;  // Gone, never there, or not for this caller.
      }
      if (is_left_out(*resource)) continue;
      found.push_back(std::move(*resource));
    }
  }
  return found;
}

}  // namespace osler::fhir_api
