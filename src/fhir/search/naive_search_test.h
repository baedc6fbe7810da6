#pragma once
// For the model check: a search over parsed resources, one by one, by FHIRPath. Slow, and right by reading it.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/path/evaluate.h"
#include "fhir/search/naive_values_test.h"

namespace osler::fhir::naive {

struct Document {
  TypeId type = TypeId::kNone;
  std::string id;
  std::string text;
  json::Tree tree;
  bool is_contained = false;
};

using Criteria = std::vector<std::pair<std::string, std::string>>;

class NaiveSearch {
 public:
  /// Documents must not move while the search lives.
  NaiveSearch(const Definitions& definitions, const std::vector<std::unique_ptr<Document>>& documents);

  /// Ids of the documents of a type that meet all criteria, sorted.
  std::vector<std::string> find(TypeId type, const Criteria& criteria);
  /// By "Type/id"; null if there is none.
  const Document* document(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
  }
  /// What FHIRPath says the parameter's expression yields.
  const path::Collection& values(const Document& document, const SearchParameter& parameter);

 private:
  bool meets(const Document& document, std::string_view name, const std::string& value);
  bool meets_plain(const Document& document, const SearchParameter& parameter, std::string_view word, const std::string& value);
  bool meets_composite(const Document& document, const SearchParameter& parameter, const std::string& value);
  bool has_value(const Document& document, const SearchParameter& parameter);
  void add_contained(const Document& document);
  std::vector<const Document*> referred(const Document& document, const SearchParameter& parameter);
  path::Collection evaluate(const Document& document, std::string_view expression, const path::Item& context);
  const path::Program& program(std::string_view expression);

  const Definitions& definitions_;
  const std::vector<std::unique_ptr<Document>>& documents_;
  path::Workspace workspace_;
  std::map<std::string, const Document*, std::less<>> by_path_;
  std::vector<std::unique_ptr<Document>> contained_;
  std::map<std::pair<const Document*, std::string>, const Document*> by_fragment_;  ///< "#m" of a document.
  std::map<std::string, path::Program, std::less<>> programs_;
  std::map<std::pair<const Document*, ParameterId>, path::Collection> values_;
};

}  // namespace osler::fhir::naive
