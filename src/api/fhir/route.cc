#include "api/fhir/route.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"
#include "fhir/model/resource_id.h"

namespace osler::fhir_api {
namespace {

using http::Method;

constexpr auto kRoutes = std::to_array<RouteRow>({
    {Method::kGet, "metadata", Interaction::kCapabilities},
    {Method::kPost, "", Interaction::kBundle},
    {Method::kGet, "", Interaction::kSystemSearch},
    {Method::kPost, "_search", Interaction::kSystemSearch},
    {Method::kGet, "_history", Interaction::kSystemHistory},
    {Method::kGet, "_async/{job}", Interaction::kLaterStatus},
    {Method::kDelete, "_async/{job}", Interaction::kLaterCancel},
    {Method::kGet, "_export/{job}", Interaction::kExportStatus},
    {Method::kDelete, "_export/{job}", Interaction::kExportCancel},
    {Method::kGet, "_export/{job}/{file}", Interaction::kExportFile},
    {Method::kGet, "_import/{job}", Interaction::kImportStatus},
    {Method::kDelete, "_import/{job}", Interaction::kImportCancel},
    {Method::kGet, "_import/{job}/{file}", Interaction::kImportFile},
    {Method::kGet, "{type}", Interaction::kSearch},
    {Method::kPost, "{type}", Interaction::kCreate},
    {Method::kPut, "{type}", Interaction::kUpdate},
    {Method::kPatch, "{type}", Interaction::kPatch},
    {Method::kDelete, "{type}", Interaction::kDelete},
    {Method::kPost, "{type}/_search", Interaction::kSearch},
    {Method::kGet, "{type}/_history", Interaction::kTypeHistory},
    {Method::kGet, "{type}/{id}", Interaction::kRead},
    {Method::kPut, "{type}/{id}", Interaction::kUpdate},
    {Method::kPatch, "{type}/{id}", Interaction::kPatch},
    {Method::kDelete, "{type}/{id}", Interaction::kDelete},
    {Method::kGet, "{type}/{id}/_history", Interaction::kInstanceHistory},
    {Method::kGet, "{type}/{id}/_history/{vid}", Interaction::kVread},
    {Method::kGet, "{type}/{id}/{other}", Interaction::kCompartment},
    {Method::kPost, "{type}/{id}/{other}/_search", Interaction::kCompartment},
    {Method::kPost, "{type}/$validate", Interaction::kValidate},
    {Method::kGet, "{type}/{id}/$validate", Interaction::kValidate},
    {Method::kPost, "{type}/{id}/$validate", Interaction::kValidate},
    {Method::kGet, "ValueSet/$expand", Interaction::kExpand},
    {Method::kPost, "ValueSet/$expand", Interaction::kExpand},
    {Method::kGet, "ValueSet/{id}/$expand", Interaction::kExpand},
    {Method::kPost, "ValueSet/{id}/$expand", Interaction::kExpand},
    {Method::kGet, "ValueSet/$validate-code", Interaction::kValidateCode},
    {Method::kPost, "ValueSet/$validate-code", Interaction::kValidateCode},
    {Method::kGet, "ValueSet/{id}/$validate-code", Interaction::kValidateCode},
    {Method::kPost, "ValueSet/{id}/$validate-code", Interaction::kValidateCode},
    {Method::kGet, "CodeSystem/$validate-code", Interaction::kValidateCode},
    {Method::kPost, "CodeSystem/$validate-code", Interaction::kValidateCode},
    {Method::kGet, "CodeSystem/{id}/$validate-code", Interaction::kValidateCode},
    {Method::kPost, "CodeSystem/{id}/$validate-code", Interaction::kValidateCode},
    {Method::kGet, "CodeSystem/$lookup", Interaction::kLookup},
    {Method::kPost, "CodeSystem/$lookup", Interaction::kLookup},
    {Method::kGet, "CodeSystem/$subsumes", Interaction::kSubsumes},
    {Method::kPost, "CodeSystem/$subsumes", Interaction::kSubsumes},
    {Method::kGet, "CodeSystem/{id}/$subsumes", Interaction::kSubsumes},
    {Method::kPost, "CodeSystem/{id}/$subsumes", Interaction::kSubsumes},
    {Method::kGet, "ConceptMap/$translate", Interaction::kTranslate},
    {Method::kPost, "ConceptMap/$translate", Interaction::kTranslate},
    {Method::kGet, "ConceptMap/{id}/$translate", Interaction::kTranslate},
    {Method::kPost, "ConceptMap/{id}/$translate", Interaction::kTranslate},
    {Method::kPost, "$closure", Interaction::kClosure},
    {Method::kPost, "ConceptMap/$closure", Interaction::kClosure},  // Where other servers have it.
    {Method::kGet, "$versions", Interaction::kVersions},
    {Method::kPost, "$versions", Interaction::kVersions},
    {Method::kPost, "$convert", Interaction::kConvert},
    {Method::kGet, "$meta", Interaction::kMeta},
    {Method::kGet, "{type}/$meta", Interaction::kMeta},
    {Method::kGet, "{type}/{id}/$meta", Interaction::kMeta},
    {Method::kGet, "{type}/{id}/_history/{vid}/$meta", Interaction::kMeta},
    {Method::kPost, "{type}/{id}/$meta-add", Interaction::kMetaAdd},
    {Method::kPost, "{type}/{id}/$meta-delete", Interaction::kMetaDelete},
    {Method::kGet, "Patient/$everything", Interaction::kEverything},
    {Method::kPost, "Patient/$everything", Interaction::kEverything},
    {Method::kGet, "Patient/{id}/$everything", Interaction::kEverything},
    {Method::kPost, "Patient/{id}/$everything", Interaction::kEverything},
    {Method::kGet, "Encounter/{id}/$everything", Interaction::kEverything},
    {Method::kPost, "Encounter/{id}/$everything", Interaction::kEverything},
    {Method::kGet, "Composition/{id}/$document", Interaction::kDocument},
    {Method::kPost, "Composition/{id}/$document", Interaction::kDocument},
    {Method::kGet, "$export", Interaction::kExport},
    {Method::kPost, "$export", Interaction::kExport},
    {Method::kGet, "Patient/$export", Interaction::kExport},
    {Method::kPost, "Patient/$export", Interaction::kExport},
    {Method::kGet, "Group/{id}/$export", Interaction::kExport},
    {Method::kPost, "Group/{id}/$export", Interaction::kExport},
    {Method::kPost, "$import", Interaction::kImport},
    {Method::kGet, "Observation/$lastn", Interaction::kLastN},
    {Method::kPost, "Observation/$lastn", Interaction::kLastN},
});

/// A path between its slashes. No route has more than five segments: of a longer path it is enough to know that it is longer.
struct Segments {
  static constexpr std::size_t kKept = 6;
  std::array<std::string_view, kKept> kept{};
  std::size_t count = 0;  ///< At most kKept.

  constexpr bool empty() const { return count == 0; }
  constexpr std::size_t size() const { return count; }
  constexpr std::string_view operator[](std::size_t i) const { return kept[i]; }
};

constexpr Segments segments_of(std::string_view path) {
  Segments segments;
  while (!path.empty() && segments.count < Segments::kKept) {
    const std::size_t slash = path.find('/');
    if (slash != 0) segments.kept[segments.count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return segments;
}

constexpr auto kPatterns = [] {
  std::array<Segments, kRoutes.size()> patterns;
  for (std::size_t i = 0; i < kRoutes.size(); ++i) patterns[i] = segments_of(kRoutes[i].pattern);
  return patterns;
}();
static_assert(std::ranges::all_of(kPatterns, [](const Segments& pattern) { return pattern.count < Segments::kKept; }));

bool fits(const Segments& pattern, const Segments& segments) {
  if (pattern.size() != segments.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view segment = segments[i];
    const bool special = segment.starts_with('_') || segment.starts_with('$') || segment == "metadata";
    if (pattern[i].starts_with('{') ? special : pattern[i] != segment) return false;
  }
  return true;
}

Error unknown(std::string what) {
  return {ErrorKind::kNotFound, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

Error unknown_type(const osler::fhir::Definitions& definitions, std::string_view name) {
  std::vector<std::string_view> names;
  for (const TypeId type : definitions.resource_types()) names.push_back(definitions.name_of(type));
  std::string what = "this is no resource type of FHIR R4";
  if (const auto near = nearest(name, names)) what += "; did you mean " + std::string(*near) + "?";
  return unknown(std::move(what));
}

Status read_target(const osler::fhir::Definitions& definitions, const Segments& segments, Route& route) {
  constexpr std::array kOfJobs{Interaction::kLaterStatus,  Interaction::kLaterCancel,  Interaction::kExportStatus, Interaction::kExportCancel,
                               Interaction::kExportFile,   Interaction::kImportStatus, Interaction::kImportCancel, Interaction::kImportFile};
  const bool names_job = std::find(kOfJobs.begin(), kOfJobs.end(), route.interaction) != kOfJobs.end();
  if (names_job) route.target.id = segments[1];
  if (names_job && segments.size() > 2) route.target.version = segments[2];
  if (segments.empty() || segments[0].starts_with('_') || segments[0].starts_with('$') || segments[0] == "metadata") return {};
  const auto type = definitions.resource_type(segments[0]);
  if (!type) return unknown_type(definitions, segments[0]);
  route.target.type = *type;
  if (segments.size() < 2 || segments[1].starts_with('_') || segments[1].starts_with('$')) return {};
  if (!osler::fhir::is_resource_id(segments[1])) {
    const bool prefixed = segments[1].find('_') != std::string_view::npos;
    return not_found(prefixed ? "no resource has such an id; prefixed ids belong to /v1, here the part behind the _ is the id"
                              : "no resource has such an id: ids are 1 to 64 of A-Z a-z 0-9 - .");
  }
  route.target.id = segments[1];
  if (segments.size() >= 4 && segments[2] == "_history") route.target.version = segments[3];
  if (route.interaction != Interaction::kCompartment || segments[2] == "*") return {};
  const auto other = definitions.resource_type(segments[2]);
  if (!other) return unknown_type(definitions, segments[2]);
  route.other = *other;
  return {};
}

}  // namespace

std::span<const RouteRow> routes() { return kRoutes; }

Result<Route> find_route(const osler::fhir::Definitions& definitions, Method method, std::string_view path) {
  const Segments segments = segments_of(path);
  if (method == Method::kHead) method = Method::kGet;
  bool path_known = false;
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    if (!fits(kPatterns[i], segments)) continue;
    const RouteRow& row = kRoutes[i];
    path_known = true;
    if (row.method != method && method != Method::kOptions) continue;
    Route route;
    route.interaction = method == Method::kOptions ? Interaction::kCapabilities : row.interaction;
    route.public_access = route.interaction == Interaction::kCapabilities || row.interaction == Interaction::kVersions;
    OSLER_RETURN_IF_ERROR(read_target(definitions, segments, route));
    return route;
  }
  if (!path_known) {
    const bool operation = path.find("/$") != std::string_view::npos;
    return unknown(operation ? "this operation is not offered here; metadata lists what is"
                             : "there is nothing at this path; metadata lists what is offered");
  }
  Route probe;
  OSLER_RETURN_IF_ERROR(read_target(definitions, segments, probe));
  return Error{ErrorKind::kMethodNotAllowed, "this path allows " + allowed_methods(definitions, path), {}, {}};
}

std::string allowed_methods(const osler::fhir::Definitions&, std::string_view path) {
  const Segments segments = segments_of(path);
  std::string allowed;
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    if (!fits(kPatterns[i], segments)) continue;
    const RouteRow& row = kRoutes[i];
    if (!allowed.empty()) allowed += ", ";
    allowed += http::name_of(row.method);
    if (row.method == Method::kGet) allowed += ", HEAD";
  }
  if (!allowed.empty()) allowed += ", OPTIONS";
  return allowed;
}

}  // namespace osler::fhir_api
