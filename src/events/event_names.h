#pragma once
// How events call resource types and their ids: the words and prefixes of /v1 for its resources, the type in kebab case
// and "Type/id" for the others. Spec: the /v1 contract, sections 10 and 14.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "fhir/model/definitions.h"

namespace osler::events {

/// A resource of /v1: "patient", "pt".
struct ShortName {
  TypeId type = TypeId::kNone;
  std::string word;
  std::string id_prefix;
};

class EventNames {
 public:
  /// `definitions` must outlive this.
  EventNames(const fhir::Definitions& definitions, const std::vector<ShortName>& short_names);
  /// "patient"; "procedure".
  const std::string& word(TypeId type) const;
  /// "pt_65f…"; "Procedure/65f…".
  std::string shown_id(TypeId type, std::string_view id) const;
  std::optional<TypeId> type_of(std::string_view word) const;
  /// All, sorted.
  std::vector<std::string_view> words() const;

 private:
  struct Name {
    std::string word;
    std::string before_id;
  };
  std::vector<Name> names_;  ///< By type number.
  std::map<std::string, TypeId, std::less<>> types_;
};

}  // namespace osler::events
