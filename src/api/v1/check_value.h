#pragma once
// Is this one value right for its field? Objects are handed back to whoever walks the body.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/v1/check.h"
#include "api/v1/field_path.h"

namespace osler::api::v1 {

/// What the checks of one body share.
struct CheckRun {
  const Schema& schema;
  const CheckOptions& options;
  Findings& findings;
  FieldPath path = {};

  void fault(std::string_view what) { findings.add(path.text(), what); }
};

/// Adds the faults of `value` as the (single) value of `field`: type, length, words, form. Not for objects.
void check_scalar(CheckRun& run, const Field& field, json::View value);
/// The same for a text whose only limits are those of its length.
void check_text(CheckRun& run, json::View value, std::optional<std::size_t> length_max);

/// "Expected integer, received string".
std::string wrong_type(std::string_view expected, json::View value);
/// The whole number in a JSON number that has no fraction but zeros: "30" for 30 and 30.0; nothing for others.
std::optional<std::string_view> whole_number(std::string_view number);
/// Length in Unicode code points of valid UTF-8.
std::size_t code_points(std::string_view text);

}  // namespace osler::api::v1
