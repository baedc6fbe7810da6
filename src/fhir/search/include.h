#pragma once
// `_include` and `_revinclude`, read.

#include "base/result.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {

/// `name` is _include or _revinclude, with :iterate or :recurse perhaps; `value` is Type:parameter[:Target], Type:* or *.
/// Errors: kInvalidInput naming the parameter and the nearest known reference parameter. Spec: FHIR R4, search.html#include.
Result<Include> parse_include(const Definitions& definitions, std::string_view name, std::string_view value);

}  // namespace osler::fhir
