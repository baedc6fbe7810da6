#pragma once
// Steps that every write of one record takes, alone or in a transaction. Private to this folder.

#include <optional>
#include <string_view>

#include "engine/parts.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

using MaybeHeader = std::optional<store::VersionHeader>;

inline bool is_live(const MaybeHeader& header) { return header && !header->is_deleted(); }

/// Errors: kPreconditionFailed. Spec: FHIR R4, http.html#concurrency; RFC 9110, section 13.1.
Status check_conditions(const WriteConditions& conditions, const MaybeHeader& found);

/// What a put over `found` expects to find at commit.
store::Expect expectation(const MaybeHeader& found);

/// Same text, else same value: whitespace and the order of members are no change.
Result<bool> is_identical(const Parts& parts, Session& session, std::string_view stored, std::string_view fresh);

/// Nothing matches the criteria of an update, and the id in the body belongs to another live record. Error: kConflict.
Error id_in_use();

}  // namespace osler::engine
