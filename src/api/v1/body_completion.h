#pragma once
// What a body implies but does not say: the end of an appointment from start and minutes, and the like.

#include "api/v1/exchange.h"

namespace osler::api::v1 {

/// The body with the fields that follow from others; the body itself if there are none. `before` is the stored resource
/// on PATCH, none at creation.
Result<json::Tree> completed_body(Exchange& exchange, json::Tree body, json::View before);

}  // namespace osler::api::v1
