#pragma once
// One value set as it is defined: what it includes and excludes, compiled so that one code can be judged without
// expanding anything. Spec: FHIR R4, valueset.html#compositions.

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/terms/kept_texts.h"
#include "json/tree.h"

namespace osler::fhir::terms {

/// Spec: FHIR R4, valueset-filter-operator.html; child-of is R5's.
enum class FilterOp : std::uint8_t { kEqual, kIsA, kDescendentOf, kIsNotA, kRegex, kIn, kNotIn, kGeneralizes, kExists, kChildOf };

struct Filter {
  std::string_view property;
  FilterOp op = FilterOp::kEqual;
  std::string_view value;
  std::vector<std::string_view> values;  ///< Of kIn and kNotIn.
  std::shared_ptr<const RE2> pattern;    ///< Of kRegex: matches the whole value.
};

/// A code listed by name.
struct ListedCode {
  std::string_view code;
  std::string_view display;  ///< Empty: none of its own.
  json::View view;
};

/// One include or exclude: the codes of `system` that pass all filters (or are listed) and stand in every value set.
struct Part {
  std::string_view system;   ///< Empty: value sets alone.
  std::string_view version;
  std::vector<ListedCode> listed;  ///< In the order of the definition.
  std::vector<std::uint32_t> listed_by_code;
  std::vector<Filter> filters;
  std::vector<std::string_view> value_sets;  ///< Canonicals, or "#id" of a contained one.

  bool is_listed() const { return !listed.empty(); }
  const ListedCode* find_listed(std::string_view code) const;
};

/// Immutable; any number of threads.
class ValueSet {
 public:
  /// `tree` holds a ValueSet. One without compose has the codes of its stored expansion. Errors: kInvalidInput for another
  /// resource, an unknown filter operator or an unreadable pattern, naming the element.
  static Result<std::shared_ptr<const ValueSet>> create(json::Tree tree);
  /// The same for a resource inside another tree (a parameter, a contained one); `owner` keeps that tree alive.
  static Result<std::shared_ptr<const ValueSet>> create(json::View value, std::shared_ptr<const void> owner);

  std::string_view url() const { return url_; }
  std::string_view version() const { return version_; }
  /// "url|version", the url alone, or words for one that has none.
  std::string canonical() const;
  const std::vector<Part>& includes() const { return includes_; }
  const std::vector<Part>& excludes() const { return excludes_; }
  /// compose.inactive: whether inactive codes belong to it; nothing: not said.
  std::optional<bool> inactive() const { return inactive_; }
  /// Canonicals of the supplements it needs. Spec: FHIR R4, extension valueset-supplement.
  const std::vector<std::string_view>& supplements() const { return supplements_; }
  /// In which its codes are shown where nobody asks for another: what valueset-expansion-parameter says of
  /// displayLanguage, else its own. Empty: not said.
  std::string_view language() const { return language_; }
  bool has_content() const { return !includes_.empty(); }
  /// The contained resource that "#id" names, as text of an own tree; none if there is none.
  json::View contained(std::string_view reference) const;
  json::View root() const { return root_; }

  ValueSet(const ValueSet&) = delete;
  ValueSet& operator=(const ValueSet&) = delete;

 private:
  ValueSet() = default;
  Status read();
  Status read_parts(json::View list, std::string_view word, std::vector<Part>& parts);
  Status read_filter(json::View item, const std::string& where, Part& part);
  void read_expansion(json::View contains);
  void read_language(json::View compose);

  std::shared_ptr<const void> owner_;
  json::View root_;
  KeptTexts texts_;
  std::string_view url_, version_, language_;
  std::vector<Part> includes_, excludes_;
  std::vector<std::string_view> supplements_;
  std::optional<bool> inactive_;
};

}  // namespace osler::fhir::terms
