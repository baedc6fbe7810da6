#pragma once
// `_typeFilter` of an export: searches of single types, which say what of a type is exported.
// Spec: FHIR Bulk Data Access 2, Export, `_typeFilter`.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "store/query.h"

namespace osler::jobs {

/// The searches in one value: "Observation?status=final,Patient?active=true" holds two. A comma that no type and '?' follow stands
/// inside a search.
std::vector<std::string> split_type_filters(const fhir::Definitions& definitions, std::string_view value);

/// The type that a filter names. Errors: kInvalidInput.
Result<TypeId> type_of_filter(const fhir::Definitions& definitions, std::string_view filter);

/// What a resource of `type` must meet: one of the filters that name it; anything if none does. `asked_ms` stands for now. Errors:
/// kInvalidInput for a parameter that is unknown or says how results are shown; kForbidden for what the caller may not ask.
Result<store::Expr> expr_of_filters(const engine::Engine& engine, const engine::Session& session, std::span<const std::string> filters, TypeId type,
                                    std::int64_t asked_ms);

}  // namespace osler::jobs
