#pragma once
// The forms in which /v1 takes ids, and the one in which it shows them. Spec: v1.md, section 4.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "api/v1/schema.h"
#include "base/ids.h"

namespace osler::api::v1 {

/// What a text in the place of an id is.
struct IdText {
  enum class Form : std::uint8_t {
    kTyped,          ///< enc_abc, Encounter/abc, or a URL of this server: type and id are known.
    kBare,           ///< abc: a legal FHIR id without a type.
    kForeign,        ///< A URL of another server, urn:…: kept as it is, not followed.
    kUnknownPrefix,  ///< xyz_abc.
    kUnknownType,    ///< Foo/abc.
    kNoId,           ///< Anything else: a name.
  };
  Form form = Form::kNoId;
  TypeId type = TypeId::kNone;
  std::string_view id;  ///< Points into the text that was read.
};

/// Reads one text. `own_bases` are the FHIR bases of this server, without a slash at the end.
IdText read_id(const Schema& schema, std::string_view text, std::span<const std::string> own_bases);

/// "enc_abc"; "Type/abc" for a type that has no place in /v1.
std::string shown_id(const Schema& schema, TypeId type, std::string_view id);
/// Appends the same for a stored "Type/id"; other texts (URLs, urn:…, versioned references) as they are.
void append_shown_reference(const Schema& schema, std::string_view reference, std::string& out);

/// "an encounter id", "a Group id": for hints about a wrong prefix.
std::string phrase_for(const Schema& schema, TypeId type);
/// "pt_… or prac_…": what a field with these targets takes; "an id such as pt_…" for any type.
std::string expected_ids(const Schema& schema, const std::vector<TypeId>& targets);

/// Whether a live resource with that id is there: decides the type of a bare id where several are possible.
using IdLookup = std::function<bool(TypeId type, std::string_view id)>;

}  // namespace osler::api::v1
