#pragma once
// The rules between fields of one object, and the value that follows from two others.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/v1/check_value.h"

namespace osler::api::v1 {

/// The value of a sibling field: the one sent, else the stored one; none if it is absent or null.
using Sibling = std::function<json::View(std::string_view name)>;

/// Adds a finding for each broken constraint of the object at run.path. `is_sent` tells whether a constraint concerns
/// this body at all: on PATCH only those count that have a field in it.
void check_constraints(CheckRun& run, const FieldSet& set, const Sibling& sibling,
                       const std::function<bool(std::string_view name)>& is_sent);

/// A field that nobody sent, and its JSON text.
struct Derived {
  const Field* field = nullptr;
  std::string json;
};
/// What follows from the spans of a body: the end from start and minutes, the start from end and minutes, the minutes
/// from start and end. On PATCH the fields that are sent decide, and a stored end follows a moved start.
std::vector<Derived> derive(const FieldSet& set, json::View body, json::View before);

}  // namespace osler::api::v1
