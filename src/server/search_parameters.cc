#include "server/search_parameters.h"

#include "fhir/search/search_type.h"
#include "json/writer.h"

namespace osler::server {
namespace {

std::string parameter_json(const Rooms& rooms, store::Partition partition, const fhir::OwnParameter& own) {
  const fhir::AddedParameter& definition = own.definition;
  const bool is_ready = own.state == fhir::OwnState::kReady;
  const unsigned percent = is_ready ? 100 : rooms.extractor->parameters().progress(partition, definition.id).percent();
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("id", own.resource_id);
  writer.member("url", definition.url);
  writer.member("code", definition.code);
  writer.member("type", fhir::word_for(definition.type));
  writer.key("base");
  writer.begin_array();
  for (const TypeId base : definition.bases) writer.value(rooms.definitions.name_of(base));
  writer.end_array();
  writer.member("expression", definition.expression);
  writer.member("state", fhir::word_for(own.state));
  writer.member("percent", std::uint64_t{percent});
  writer.end_object();
  return text;
}

}  // namespace

api::admin::ListSearchParameters search_parameter_lister(Rooms& rooms) {
  return [&rooms](const access::Caller& caller) -> Result<std::vector<std::string>> {
    const store::Partition partition = caller.partition();
    OSLER_TRY(const std::shared_ptr<const fhir::OwnParameters> own, rooms.extractor->parameters().of(partition));
    std::vector<std::string> texts;
    for (const fhir::OwnParameter& one : own->all()) {
      if (one.is_live()) texts.push_back(parameter_json(rooms, partition, one));
    }
    return texts;
  };
}

}  // namespace osler::server
