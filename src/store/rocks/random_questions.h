#pragma once
// For tests: write sets and queries drawn at random from few values, so that they meet each other often.

#include <array>
#include <random>
#include <string>
#include <vector>

#include "store/contract_fixture_test.h"

namespace osler::store {

class RandomQuestions {
 public:
  RandomQuestions(std::uint64_t seed, int ids) : engine_(seed), ids_(ids) {}

  WriteSet write_set();
  Query query();
  HistoryQuery history_query(std::int64_t start_ms);
  Partition partition() { return one_in(4) ? kTest : kLive; }
  bool one_in(int n) { return number(n) == 0; }
  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(engine_); }
  /// Entries of a record, of every kind.
  std::vector<IndexEntry> entries();
  std::string id() { return "r" + std::to_string(number(ids_)); }
  TypeId type();
  /// A condition on one parameter.
  Where where();

 private:
  std::string word();
  std::string words();
  GeoPoint place() { return {500'000'000 + number(10) * 50'000, 80'000'000 + number(10) * 50'000}; }
  Ordinal ordinal() { return Ordinal::of_ms(number(12) * 10); }
  Ordinal amount() { return {Ordinal::of_ms(number(12) * 10).high, static_cast<std::uint64_t>(number(3))}; }
  std::string unit() { return std::array{"", "g", "kg"}[static_cast<std::size_t>(number(3))]; }
  InBox box(ParameterId parameter);
  Expr ranges();
  Atom atom(ParameterId parameter);
  store::Test test(ParameterId parameter);
  Expr expr(int depth);
  Expect expect();
  std::vector<SortKey> sort();

  std::mt19937_64 engine_;
  int ids_;
};

/// What is asked, for a failure's message.
std::string described(const Query& query);

}  // namespace osler::store
