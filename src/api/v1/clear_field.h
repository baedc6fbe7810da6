#pragma once
// Takes a field's element out of a stored resource, and what is left empty or senseless around it.

#include "api/v1/field.h"
#include "json/draft.h"

namespace osler::api::v1 {

/// Removes what sits behind `field` below `holder`; for a list: the elements that no named slice claims. An object that
/// lost its reason (a telecom without value, a note without text, a duration without number) goes too, and so does
/// every list or object that became empty. Everything else stays.
void clear_field(const Field& field, json::DraftNode holder);

}  // namespace osler::api::v1
