#pragma once
// The parts of the description that no table of the server has: examples of the 62 resources, and what the other routes
// take and answer. Both are files of schema/openapi, which travel inside the binary.

#include <memory>

#include "base/result.h"
#include "json/tree.h"

namespace osler::api::openapi {

class Texts {
 public:
  /// Errors: kInternal for a file that is no JSON.
  static Result<std::unique_ptr<const Texts>> load();

  /// {"create", "shown", "update"} of a resource, by its path; none if there is no example.
  json::View examples_of(std::string_view resource_path) const { return examples_.root().member(resource_path); }
  /// What is written about a route, by "POST /v1/bulk/export"; none if nothing is.
  json::View operation(std::string_view method_and_path) const {
    return operations_.root().member("operations").member(method_and_path);
  }
  /// Schemas that the written operations refer to, by name.
  json::View schemas() const { return operations_.root().member("schemas"); }

 private:
  json::Tree examples_;
  json::Tree operations_;
};

}  // namespace osler::api::openapi
