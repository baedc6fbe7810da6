// ConceptMap/$translate. Spec: FHIR R4, conceptmap-operation-translate.html.

#include <algorithm>

#include "fhir/terms/canonical.h"
#include "fhir/terms/operations.h"
#include "json/writer.h"

namespace osler::fhir::terms {
namespace {

struct Match {
  Translation translation;
  ConceptMapPtr map;
};

bool is_translation(std::string_view equivalence) { return equivalence != "unmatched" && equivalence != "disjoint"; }

void write_match(json::Writer& writer, const Match& match) {
  const auto part = [&](std::string_view name, auto write) {
    writer.begin_object();
    writer.member("name", name);
    write();
    writer.end_object();
  };
  const Translation& found = match.translation;
  part("match", [&] {
    writer.key("part");
    writer.begin_array();
    part("equivalence", [&] { writer.member("valueCode", found.equivalence.empty() ? std::string_view("relatedto") : found.equivalence); });
    if (!found.code.empty()) {
      part("concept", [&] {
        writer.key("valueCoding");
        writer.begin_object();
        if (!found.system.empty()) writer.member("system", split_canonical(found.system).url);
        if (!found.version.empty()) writer.member("version", found.version);
        writer.member("code", found.code);
        if (!found.display.empty()) writer.member("display", found.display);
        writer.end_object();
      });
    }
    if (!match.map->url().empty()) part("source", [&] { writer.member("valueUri", match.map->canonical()); });
    writer.end_array();
  });
}

std::string answer_text(const std::vector<Match>& matches) {
  const bool result = std::ranges::any_of(matches, [](const Match& match) { return is_translation(match.translation.equivalence); });
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Parameters");
  writer.key("parameter");
  writer.begin_array();
  writer.begin_object();
  writer.member("name", "result");
  writer.member("valueBoolean", result);
  writer.end_object();
  if (!result) {
    writer.begin_object();
    writer.member("name", "message");
    writer.member("valueString", "no loaded concept map has a translation of this code");
    writer.end_object();
  }
  for (const Match& match : matches) write_match(writer, match);
  writer.end_array();
  writer.end_object();
  return text;
}

Result<std::vector<ConceptMapPtr>> maps_asked(const OperationContext& context, const OperationInput& input) {
  const std::string url = input.text("url");
  if (url.empty()) return context.content.concept_maps();
  const Canonical canonical = split_canonical(url);
  const std::string version = input.has("conceptMapVersion") ? input.text("conceptMapVersion") : std::string(canonical.version);
  OSLER_TRY(ConceptMapPtr map, require_loaded(context.content.concept_map(canonical.url, version), "concept map", url));
  return std::vector<ConceptMapPtr>{std::move(map)};
}

Result<std::vector<Coding>> codings_asked(const OperationInput& input) {
  const int ways = int(input.has("code")) + int(input.has("coding")) + int(input.has("codeableConcept"));
  if (ways != 1) return invalid_input("expected exactly one of code (with system), coding and codeableConcept");
  if (input.has("code")) {
    if (!input.has("system")) return invalid_input("system: expected the code system of the code");
    return std::vector<Coding>{{input.text("system"), input.text("version"), input.text("code"), {}}};
  }
  OSLER_TRY(const std::optional<Coding> coding, input.coding("coding"));
  if (coding) return std::vector<Coding>{*coding};
  OSLER_TRY(const json::View given, input.object("codeableConcept"));
  std::vector<Coding> codings;
  for (const json::View one : given.member("coding")) codings.push_back(read_coding(one));
  return codings;
}

// source and target name value sets; a map that says nothing of them serves any.
bool serves(const ConceptMap& map, const OperationInput& input, Direction direction) {
  const auto fits = [](std::string_view own, const std::string& asked) { return asked.empty() || own.empty() || own == asked; };
  const bool forward = direction == Direction::kForward;
  return fits(forward ? map.source() : map.target(), input.text("source")) &&
         fits(forward ? map.target() : map.source(), input.text("target"));
}

}  // namespace

Result<std::string> translate_code(const OperationContext& context, const OperationInput& input) {
  if (input.has("conceptMap")) return invalid_input("conceptMap: a map sent along is not offered; store it, and give its url");
  OSLER_TRY(const std::vector<Coding> codings, codings_asked(input));
  OSLER_TRY(const bool reverse, input.boolean("reverse", false));
  OSLER_TRY(const std::vector<ConceptMapPtr> maps, maps_asked(context, input));
  const Direction direction = reverse ? Direction::kReverse : Direction::kForward;
  std::vector<Match> matches;
  for (const ConceptMapPtr& map : maps) {
    if (!serves(*map, input, direction)) continue;
    for (const Coding& coding : codings) {
      for (Translation& found : map->translate(coding.system, coding.version, coding.code, input.text("targetsystem"), direction)) {
        matches.push_back({found, map});
      }
    }
  }
  return answer_text(matches);
}

}  // namespace osler::fhir::terms
