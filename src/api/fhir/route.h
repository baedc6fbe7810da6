#pragma once
// Which interaction a method and path below the base mean. One table decides; tests and the isolation matrix walk it.

#include <span>
#include <string_view>

#include "api/fhir/exchange.h"
#include "fhir/model/definitions.h"
#include "http/message.h"

namespace osler::fhir_api {

enum class Interaction : std::uint8_t {
  kCapabilities, kBundle, kSystemSearch, kSystemHistory, kSearch, kTypeHistory, kCreate, kRead, kVread, kUpdate, kPatch, kDelete,
  kInstanceHistory, kCompartment, kExpand, kValidateCode, kLookup, kSubsumes, kTranslate, kClosure, kValidate,
  kVersions, kConvert, kMeta, kMetaAdd, kMetaDelete, kEverything, kDocument, kLastN, kLaterStatus, kLaterCancel,
  kExport, kExportStatus, kExportCancel, kExportFile, kImport, kImportStatus, kImportCancel, kImportFile,
};

struct RouteRow {
  http::Method method;
  std::string_view pattern;  ///< Segments: "{type}", "{id}", "{vid}", "{other}", "{job}", "{file}", or a literal.
  Interaction interaction;
};

/// Every route below a base. A pattern may begin with one type where only that has the operation. Conditional forms (PUT, PATCH and DELETE on {type}) are among them.
std::span<const RouteRow> routes();

struct Route {
  Interaction interaction = Interaction::kCapabilities;
  Target target;
  TypeId other = TypeId::kNone;  ///< Of kCompartment: the type that is searched.
  bool public_access = false;    ///< Needs no caller.
};

/// `path` begins behind the base: "" or "/Patient/1". HEAD counts as GET; OPTIONS is answered with the capabilities wherever
/// there is something. Errors: kNotFound for an unknown type,
/// operation or path (with the nearest type), kMethodNotAllowed (the methods stand in the message).
Result<Route> find_route(const osler::fhir::Definitions& definitions, http::Method method, std::string_view path);

/// The methods that some route allows on this path, for Allow.
std::string allowed_methods(const osler::fhir::Definitions& definitions, std::string_view path);

}  // namespace osler::fhir_api
