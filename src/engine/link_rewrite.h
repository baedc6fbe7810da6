#pragma once
// Replaces the links between entries of a transaction: full URLs become the ids that were given.

#include "engine/text_table.h"
#include "json/padded_bytes.h"
#include "json/tree.h"

namespace osler::engine {

/// Full URL ("urn:uuid:…", or an absolute or relative URL) to "Type/id".
using LinkTable = TextTable;

/// The resource's text with every link of `links` replaced: strings that are a link as a whole (references, also with a
/// fragment or /_history/, uri, url and canonical values) and, in narrative, href and src attributes.
/// Everything else keeps its bytes. Spec: FHIR R4, http.html#trules.
json::PaddedBytes rewrite_links(json::View resource, const LinkTable& links);

}  // namespace osler::engine
