#pragma once
// Durations whose unit is fixed in /v1 (minutes, days) but free in FHIR.

#include <optional>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace osler::api::v1 {

/// `number` in the unit of `quantity` as a number of the unit of `wanted` (both objects with code or unit). Nothing if
/// the units cannot be compared. A number in the wanted unit, or without any, keeps its written form.
std::optional<std::string> converted_duration(std::string_view number, json::View quantity, json::View wanted);

}  // namespace osler::api::v1
