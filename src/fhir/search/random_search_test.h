#pragma once
// For the model check: resources and queries drawn at random, the values of queries mostly from what is there.

#include <random>
#include <string>
#include <vector>

#include "fhir/search/naive_search_test.h"

namespace osler::fhir::naive {

class RandomSearch {
 public:
  RandomSearch(const Definitions& definitions, std::uint64_t seed) : definitions_(definitions), random_(seed) {}

  /// Texts of small resources that refer to each other: patients, organizations, locations, encounters, observations and more.
  std::vector<std::string> resources(int count);
  /// One to three criteria on a type of one of the documents.
  struct Question {
    TypeId type;
    Criteria criteria;
  };
  Question question(const std::vector<std::unique_ptr<Document>>& documents, NaiveSearch& search);

  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool one_in(int n) { return number(n) == 0; }

 private:
  template <class List>
  auto pick(const List& list) { return list[static_cast<std::size_t>(number(static_cast<int>(list.size())))]; }
  std::string date();
  std::string instant();
  std::string quantity();
  std::string concept_of(const std::string& system);
  std::string reference(const std::string& type, int count);
  std::string patient(int count);
  std::string observation(int count);
  std::string encounter(int count);
  std::string other(int kind, int count);

  std::optional<std::pair<std::string, std::string>> criterion(const Document& document, NaiveSearch& search, int depth);
  std::optional<std::pair<std::string, std::string>> plain(const SearchParameter& parameter, const Document& document, NaiveSearch& search);
  std::string value(const SearchParameter& parameter, std::string_view word, const path::Item& item);
  std::string code_value(std::string_view word, const path::Item& item);
  std::string text_value(std::string_view word, const path::Item& item);
  std::string date_value(const path::Item& item);
  std::string amount_value(const SearchParameter& parameter, const path::Item& item);
  std::string composite_value(const SearchParameter& parameter, const Document& document, NaiveSearch& search);
  std::string prefix() { return one_in(3) ? "" : pick(std::vector<std::string>{"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"}); }

  const Definitions& definitions_;
  std::mt19937_64 random_;
};

}  // namespace osler::fhir::naive
