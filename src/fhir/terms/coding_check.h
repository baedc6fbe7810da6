#pragma once
// One code against a value set or a code system, with the words for the answer: what $validate-code and the binding rules
// of validation share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/content.h"
#include "fhir/terms/operation_input.h"

namespace osler::fhir::terms {

struct CodingQuestion {
  Coding coding;                ///< system may be empty: see `infer_system`.
  bool infer_system = false;    ///< Take the system of the only member with that code.
  bool active_only = false;
  bool abstract_allowed = true;
  bool lenient_display = false; ///< A wrong display is only mentioned.
  bool membership_only = false; ///< Display and state of the concept do not matter.
  std::vector<std::string> languages = {};
};

struct CodingVerdict {
  bool result = false;
  std::string message = {};     ///< Empty: nothing to say.
  std::string display = {};     ///< The recommended one; empty: none known.
  std::string version = {};     ///< Of the code system.
  std::string system = {};      ///< As given or inferred.
  bool inactive = false;
};

/// Errors: kNotFound where the verdict depends on content that is not loaded; kUnprocessable as Members::judge().
Result<CodingVerdict> check_in_value_set(const Content& content, const ValueSetPtr& set, const CodingQuestion& question);
/// A coding of another system is refused (result false). A fragment cannot refuse a code.
Result<CodingVerdict> check_in_code_system(const CodeSystem& system, const CodingQuestion& question);

}  // namespace osler::fhir::terms
