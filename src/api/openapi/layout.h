#pragma once
// A JSON value laid out for people: indented, or as YAML.

#include <string>

#include "json/tree.h"

namespace osler::api::openapi {

/// JSON, one space for each depth, one scalar on a line; small lists of scalars stay on one line. Ends with a line
/// break.
std::string indented_json(json::View value);
/// YAML 1.2 in block style; texts are quoted as in JSON, of which YAML is a superset. Ends with a line break.
std::string yaml(json::View value);

}  // namespace osler::api::openapi
