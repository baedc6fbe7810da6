#pragma once
// For tests: one published validator case, with what it brings along, and what we say to it.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "json/tree.h"

namespace osler::fhir {

/// A text of the case's folder, JSON or XML; unread if it is none.
json::Tree case_document(const std::filesystem::path& file);

/// Whether the reference implementation found errors: an OperationOutcome's file below outcomes/, or its count of errors.
/// Nothing: it gave no outcome.
std::optional<bool> reference_has_errors(const std::filesystem::path& folder, json::View java);

/// What one check of a case rests on.
struct CaseInput {
  std::filesystem::path folder;
  std::string file;
  std::vector<std::string> definitions;  ///< Files: profiles, extensions, terminology, questionnaires, guides.
  std::string profile;                   ///< File of the profile to check against; empty: those the resource declares.
};

/// Our first error, or empty.
std::string first_error(const CaseInput& input);

}  // namespace osler::fhir
