#pragma once
// What an operation was asked: the parameters of a Parameters resource, or of a query string, by name and type.
// Spec: FHIR R4, operations.html#executing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/tree.h"

namespace osler::fhir::terms {

/// The R4 operations of this folder.
enum class Operation : std::uint8_t { kExpand, kValueSetValidateCode, kCodeSystemValidateCode, kLookup, kSubsumes, kTranslate, kClosure };

struct Coding {
  std::string system, version, code, display;
};

/// Views stay valid as long as the tree they came from, which the caller keeps.
class OperationInput {
 public:
  /// Errors: kInvalidInput for what is no Parameters resource, for a parameter without name or value.
  static Result<OperationInput> from_parameters(json::View resource);
  /// A parameter of a query string: always text.
  void add(std::string name, std::string text) { given_.push_back({std::move(name), {}, std::move(text)}); }
  /// As if the client had sent it: where an instance's own URL says which resource is meant.
  void add(std::string name, json::View value) { given_.push_back({std::move(name), value, {}}); }

  /// Whether every parameter is one of the operation's. Errors: kInvalidInput naming the parameter and the nearest one.
  Status check_names(Operation operation) const;

  bool has(std::string_view name) const;
  /// Text of a string, uri, code, date or the like; empty: not given.
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  /// Errors: kInvalidInput for anything but true and false, or a number from 0 to `max`.
  Result<bool> boolean(std::string_view name, bool otherwise) const;
  Result<std::optional<std::uint64_t>> number(std::string_view name, std::uint64_t max) const;
  /// An object or resource; none: not given. Errors: kInvalidInput if it was given as text.
  Result<json::View> object(std::string_view name) const;
  Result<std::optional<Coding>> coding(std::string_view name) const;
  /// Every one of that name. Errors: kInvalidInput if one was given as text.
  Result<std::vector<Coding>> codings(std::string_view name) const;

 private:
  struct Given {
    std::string name;
    json::View value;  ///< None: from a query string.
    std::string text;
  };
  const Given* find(std::string_view name) const;
  std::vector<Given> given_;
};

/// The parts of a Coding object.
Coding read_coding(json::View coding);

/// "expand", "validate-code", …: behind the $.
std::string_view code_of(Operation operation);

}  // namespace osler::fhir::terms
