#pragma once
// Contract: every node of the query tree, and narrowing.

#include "store/contract_fixture_test.h"

namespace osler::store {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_P(StoreContract, FindsTokens) {
  write(put(kPatient, "a", {code("sys", "x")}));
  write(put(kPatient, "b", {code("", "x")}));
  write(put(kPatient, "c", {code("other", "x"), code("sys", "y")}));
  write(put(kPatient, "d", {code("sys", "xx")}));
  write(put(kEncounter, "e", {code("sys", "x")}));
  const auto tokens = [&](std::optional<std::string> system, std::optional<std::string> value) {
    return found(kPatient, where(kCode, IsToken{std::move(system), std::move(value)}));
  };
  EXPECT_THAT(tokens({}, "x"), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(tokens("sys", "x"), ElementsAre("a"));
  EXPECT_THAT(tokens("", "x"), ElementsAre("b"));
  EXPECT_THAT(tokens("sys", {}), UnorderedElementsAre("a", "c", "d"));
  EXPECT_THAT(tokens({}, {}), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(tokens("", {}), ElementsAre("b"));
  EXPECT_THAT(tokens({}, "X"), IsEmpty());
  EXPECT_THAT(tokens({}, ""), IsEmpty());
  EXPECT_THAT(found(kPatient, where(kName, IsToken{{}, "x"})), IsEmpty());
  EXPECT_THAT(found(kPatient, where(kCode, IsUri{UriMatch::kEqual, "x"})), IsEmpty());
}

TEST_P(StoreContract, FindsTexts) {
  write(put(kPatient, "a", {name("anna maria", "Anna-Maria")}));
  write(put(kPatient, "b", {name("maria", "Maria")}));
  write(put(kPatient, "c", {name("annabel", "Annabel"), name("hanna smith", "Hanna Smith")}));
  write(put(kPatient, "d", {name("", "")}));
  const auto texts = [&](TextMatch how, std::string value) {
    return found(kPatient, where(kName, IsText{how, std::move(value)}));
  };
  EXPECT_THAT(texts(TextMatch::kStartsWith, "anna"), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, "mar"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, "anna m"), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, "smith"), ElementsAre("c"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, "aria"), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kStartsWith, ""), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(texts(TextMatch::kContains, "nna"), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(texts(TextMatch::kContains, "a m"), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kContains, ""), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(texts(TextMatch::kExact, "Anna-Maria"), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kExact, "Anna"), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kExact, "anna maria"), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kExact, ""), ElementsAre("d"));
  EXPECT_THAT(texts(TextMatch::kEqual, "anna maria"), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kEqual, "anna"), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kEqual, "Anna-Maria"), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kEqual, ""), ElementsAre("d"));
}

TEST_P(StoreContract, FindsLongTextsByAnyOfTheirWords) {
  std::string folded;
  for (int i = 0; i < 300; ++i) folded += "word" + std::to_string(i) + " ";
  folded += "end";
  std::string other = folded.substr(0, folded.size() - 3) + "eng";
  write(put(kPatient, "a", {name(folded, folded)}));
  write(put(kPatient, "b", {name(other, other)}));
  const auto texts = [&](TextMatch how, std::string value) {
    return found(kPatient, where(kName, IsText{how, std::move(value)}));
  };
  EXPECT_THAT(texts(TextMatch::kStartsWith, "word299"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, "end"), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, folded), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, folded.substr(6)), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kStartsWith, other.substr(folded.size() / 2 - 3, 200)), IsEmpty());
  EXPECT_THAT(texts(TextMatch::kContains, folded.substr(100)), ElementsAre("a"));
  EXPECT_THAT(texts(TextMatch::kExact, other), ElementsAre("b"));
}

TEST_P(StoreContract, KeepsBytesOfValuesApart) {
  const std::string nul("a\0b", 3);
  write(put(kPatient, "a", {code(nul, "c")}));
  write(put(kPatient, "b", {code("a", std::string("b\0c", 3))}));
  write(put(kPatient, "c", {code("\xff", "\xff\xff")}));
  EXPECT_THAT(found(kPatient, where(kCode, IsToken{nul, "c"})), ElementsAre("a"));
  EXPECT_THAT(found(kPatient, where(kCode, IsToken{"a", {}})), ElementsAre("b"));
  EXPECT_THAT(found(kPatient, where(kCode, IsToken{{}, "\xff\xff"})), ElementsAre("c"));
  EXPECT_THAT(found(kPatient, where(kCode, IsToken{{}, "\xff"})), IsEmpty());
  EXPECT_THAT(found(kPatient, where(kCode, IsToken{"a", "b"})), IsEmpty());
}

TEST_P(StoreContract, FindsUris) {
  write(put(kPatient, "a", {url("http://a.org/x")}));
  write(put(kPatient, "b", {url("http://a.org/x/y")}));
  write(put(kPatient, "c", {url("http://a.org/")}));
  const auto uris = [&](UriMatch how, std::string value) {
    return found(kPatient, where(kUrl, IsUri{how, std::move(value)}));
  };
  EXPECT_THAT(uris(UriMatch::kEqual, "http://a.org/x"), ElementsAre("a"));
  EXPECT_THAT(uris(UriMatch::kBelow, "http://a.org/x"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(uris(UriMatch::kBelow, "http://a.org/"), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(uris(UriMatch::kAbove, "http://a.org/x/y"), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(uris(UriMatch::kAbove, "http://a.org/z"), ElementsAre("c"));
  EXPECT_THAT(uris(UriMatch::kEqual, "http://a.org"), IsEmpty());
}

TEST_P(StoreContract, FindsReferences) {
  write(put(kEncounter, "a", {subject("1")}));
  write(put(kEncounter, "b", {subject("1", kObservation)}));
  write(put(kEncounter, "c", {subject("10"), subject("http://x/1", TypeId::kNone)}));
  const auto references = [&](std::optional<TypeId> type, std::string id) {
    return found(kEncounter, where(kSubject, IsReference{type, std::move(id)}));
  };
  EXPECT_THAT(references(kPatient, "1"), ElementsAre("a"));
  EXPECT_THAT(references({}, "1"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(references({}, "10"), ElementsAre("c"));
  EXPECT_THAT(references(TypeId::kNone, "http://x/1"), ElementsAre("c"));
  EXPECT_THAT(references(TypeId::kNone, "1"), IsEmpty());
}

TEST_P(StoreContract, FindsIntervalsByBothEnds) {
  write(put(kPatient, "a", {date(0, 10)}));
  write(put(kPatient, "b", {date(10, 20)}));
  write(put(kPatient, "c", {date(5, 30), date(-20, -10)}));
  const auto at = [](std::int64_t ms) { return Ordinal::of_ms(ms); };
  const auto boxes = [&](InBox box) { return found(kPatient, where(kDate, box)); };
  EXPECT_THAT(boxes({}), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(boxes({{}, at(0), {}, {}, at(10)}), ElementsAre("a"));
  EXPECT_THAT(boxes({{}, at(0), {}, {}, at(20)}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(boxes({{}, at(5), {}, {}, {}}), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(boxes({{}, {}, at(0), {}, {}}), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(boxes({{}, {}, {}, at(20), {}}), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(boxes({{}, {}, {}, {}, at(-10)}), ElementsAre("c"));
  EXPECT_THAT(boxes({{}, at(0), at(0), at(10), at(10)}), ElementsAre("a"));
  EXPECT_THAT(boxes({{}, {}, at(7), at(8), {}}), UnorderedElementsAre("a", "c")) << "overlap";
  EXPECT_THAT(boxes({{}, at(-15), {}, {}, at(-5)}), IsEmpty()) << "both ends must be one value's";
  EXPECT_THAT(boxes({{}, Ordinal::least(), {}, {}, Ordinal::greatest()}), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(boxes({{}, at(10), at(5), {}, {}}), IsEmpty());
  EXPECT_THAT(boxes({"", at(10), {}, {}, {}}), ElementsAre("b"));
  EXPECT_THAT(boxes({"kg", {}, {}, {}, {}}), IsEmpty());
}

TEST_P(StoreContract, FindsQuantitiesWithAndWithoutUnit) {
  write(put(kPatient, "a", {weight("kg", 70, 71)}));
  write(put(kPatient, "b", {weight("g", 70, 71)}));
  write(put(kPatient, "c", {weight("", 70, 71), weight("kg", 90, 91)}));
  const auto weights = [&](std::optional<std::string> unit, std::int64_t low, std::int64_t high) {
    return found(kPatient, where(kWeight, InBox{std::move(unit), Ordinal::of_ms(low), {}, {}, Ordinal::of_ms(high)}));
  };
  EXPECT_THAT(weights({}, 70, 71), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(weights("kg", 70, 71), ElementsAre("a"));
  EXPECT_THAT(weights("", 70, 71), ElementsAre("c"));
  EXPECT_THAT(weights({}, 80, 100), ElementsAre("c"));
  EXPECT_THAT(weights("kg", 0, 100), UnorderedElementsAre("a", "c"));
}

TEST_P(StoreContract, FindsCompositesOnlyWithinOneValue) {
  const auto pair = [](std::string value, std::int64_t low) {
    return IndexEntry{kCodeAndWeight,
                      {Token{"s", std::move(value)}, Interval{"kg", Ordinal::of_ms(low), Ordinal::of_ms(low + 1)}}};
  };
  write(put(kObservation, "a", {pair("x", 5), pair("y", 50)}));
  write(put(kObservation, "b", {pair("x", 50), pair("y", 5)}));
  write(put(kObservation, "c", {{kCodeAndWeight, {Token{"s", "x"}}}}));
  const auto pairs = [&](IsToken token, InBox box) {
    return found(kObservation, {Where{kCodeAndWeight, {std::move(token), std::move(box)}}});
  };
  const Ordinal ten = Ordinal::of_ms(10);
  EXPECT_THAT(pairs({"s", "x"}, {"kg", {}, ten, {}, {}}), ElementsAre("a"));
  EXPECT_THAT(pairs({{}, "x"}, {{}, ten, {}, {}, {}}), ElementsAre("b"));
  EXPECT_THAT(pairs({"s", {}}, {{}, ten, {}, {}, {}}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(pairs({"s", "x"}, {"g", {}, {}, {}, {}}), IsEmpty());
  EXPECT_THAT(pairs({{}, {}}, {{}, {}, {}, {}, ten}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(found(kObservation, where(kCodeAndWeight, IsToken{"s", "x"})), ElementsAre("c"));
}

TEST_P(StoreContract, FindsCompositesOfEveryKindOfPart) {
  const IndexEntry entry{kCodeAndWeight, {Reference{kPatient, "p"}, Text{"anna maria", "Anna M"}, Uri{"http://a/b"}}};
  write(put(kObservation, "a", {entry}));
  const auto holds = [&](store::Test first, store::Test second, store::Test third) {
    return !found(kObservation, {Where{kCodeAndWeight, {std::move(first), std::move(second), std::move(third)}}})
                .empty();
  };
  const IsReference to_p{kPatient, "p"};
  EXPECT_TRUE(holds(to_p, IsText{TextMatch::kStartsWith, "maria"}, IsUri{UriMatch::kBelow, "http://a"}));
  EXPECT_TRUE(holds(IsReference{{}, "p"}, IsText{TextMatch::kExact, "Anna M"}, IsUri{UriMatch::kEqual, "http://a/b"}));
  EXPECT_TRUE(holds(to_p, IsText{TextMatch::kContains, "a m"}, IsUri{UriMatch::kAbove, "http://a/b/c"}));
  EXPECT_FALSE(holds(to_p, IsText{TextMatch::kExact, "anna maria"}, IsUri{UriMatch::kEqual, "http://a/b"}));
  EXPECT_FALSE(holds(IsReference{kEncounter, "p"}, IsText{TextMatch::kContains, ""}, IsUri{UriMatch::kBelow, ""}));
}

TEST_P(StoreContract, CombinesConditions) {
  write(put(kPatient, "a", {code("s", "1"), name("anna")}));
  write(put(kPatient, "b", {code("s", "2"), name("bob")}));
  write(put(kPatient, "c", {code("s", "1"), code("s", "2")}));
  write(put(kPatient, "d"));
  EXPECT_THAT(found(kPatient, all({})), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(found(kPatient, any({})), IsEmpty());
  EXPECT_THAT(found(kPatient, no(all({}))), IsEmpty());
  EXPECT_THAT(found(kPatient, no(any({}))), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(found(kPatient, all({has_code("1"), has_code("2")})), ElementsAre("c"));
  EXPECT_THAT(found(kPatient, any({has_code("1"), has_code("2")})), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(found(kPatient, no(has_code("1"))), UnorderedElementsAre("b", "d"));
  EXPECT_THAT(found(kPatient, all({no(has_code("1")), has_code("2")})), ElementsAre("b"));
  EXPECT_THAT(found(kPatient, no(no(has_code("1")))), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(found(kPatient, all({no(has_code("1")), no(has_code("2"))})), ElementsAre("d"));
  EXPECT_THAT(found(kPatient, any({no(has_code("1")), has_code("1")})), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(found(kPatient, {Present{kName}}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(found(kPatient, no({Present{kName}})), UnorderedElementsAre("c", "d"));
  EXPECT_THAT(found(kPatient, {Present{kUrl}}), IsEmpty());
}

TEST_P(StoreContract, FindsPresentValuesOfEveryKind) {
  write(put(kPatient, "none"));
  write(
      put(kPatient, "all", {name("a b", "A B"), code("", ""), date(0, 1), subject("1"), url(""), weight("kg", 1, 2)}));
  for (const ParameterId parameter : {kName, kCode, kDate, kSubject, kUrl, kWeight}) {
    SCOPED_TRACE(number_of(parameter));
    EXPECT_THAT(found(kPatient, {Present{parameter}}), ElementsAre("all"));
  }
}

TEST_P(StoreContract, FindsByIdAndByTime) {
  const std::int64_t start_ms = clock_.now_ms();
  for (const char* id : {"a", "b", "c"}) {
    write(put(kPatient, id));
    clock_.advance(100);
  }
  write(put(kEncounter, "a"));
  EXPECT_THAT(found(kPatient, {Ids{{"a", "c", "a", "none"}}}), UnorderedElementsAre("a", "c"));
  EXPECT_THAT(found(kPatient, {Ids{{}}}), IsEmpty());
  EXPECT_THAT(found(kPatient, {Updated{start_ms + 100, {}}}), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(found(kPatient, {Updated{start_ms + 101, {}}}), ElementsAre("c"));
  EXPECT_THAT(found(kPatient, {Updated{{}, start_ms + 100}}), ElementsAre("a"));
  EXPECT_THAT(found(kPatient, {Updated{start_ms, start_ms + 200}}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(found(kPatient, {Updated{{}, {}}}), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(found(kPatient, {Updated{start_ms + 200, start_ms}}), IsEmpty());
  write(put(kPatient, "a"));
  EXPECT_THAT(found(kPatient, {Updated{{}, start_ms + 100}}), IsEmpty()) << "its newest version is later";
}

TEST_P(StoreContract, FollowsReferencesBothWays) {
  write(put(kPatient, "p1", {name("anna")}));
  write(put(kPatient, "p2", {name("bob")}));
  write(put(kEncounter, "e1", {subject("p1"), code("s", "open")}));
  write(put(kEncounter, "e2", {subject("p2"), code("s", "open")}));
  write(put(kEncounter, "e3", {subject("p1"), code("s", "done")}));
  write(put(kEncounter, "e4", {subject("gone"), subject("p1", kObservation), code("s", "done")}));
  write(put(kObservation, "o1", {subject("e3", kEncounter), code("s", "x")}));
  const Expr is_anna = where(kName, IsText{TextMatch::kStartsWith, "anna"});
  EXPECT_THAT(found(kEncounter, {Points{kSubject, kPatient, {is_anna}}}), UnorderedElementsAre("e1", "e3"));
  EXPECT_THAT(found(kEncounter, {Points{kSubject, kPatient, {}}}), UnorderedElementsAre("e1", "e2", "e3"));
  EXPECT_THAT(found(kEncounter, {Points{kCode, kPatient, {}}}), IsEmpty());
  EXPECT_THAT(found(kPatient, {PointedAt{kEncounter, kSubject, {has_code("done")}}}), ElementsAre("p1"));
  EXPECT_THAT(found(kPatient, {PointedAt{kEncounter, kSubject, {}}}), UnorderedElementsAre("p1", "p2"));
  EXPECT_THAT(found(kPatient, no({PointedAt{kEncounter, kSubject, {has_code("done")}}})), ElementsAre("p2"));
  const Expr has_x = {PointedAt{kObservation, kSubject, {has_code("x")}}};
  EXPECT_THAT(found(kPatient, {PointedAt{kEncounter, kSubject, {has_x}}}), ElementsAre("p1"));
  const Expr of_anna = {Points{kSubject, kPatient, {is_anna}}};
  EXPECT_THAT(found(kObservation, {Points{kSubject, kEncounter, {of_anna}}}), ElementsAre("o1"));
  EXPECT_THAT(found(kEncounter, all({has_x, of_anna, has_code("done")})), ElementsAre("e3"));

  remove(kPatient, "p1");
  EXPECT_THAT(found(kEncounter, {Points{kSubject, kPatient, {is_anna}}}), IsEmpty());
  remove(kEncounter, "e2");
  EXPECT_THAT(found(kPatient, {PointedAt{kEncounter, kSubject, {}}}), IsEmpty());
}

TEST_P(StoreContract, ForgetsTheValuesOfFormerVersions) {
  write(put(kPatient, "a", {code("s", "old"), name("old name"), date(0, 1)}));
  write(put(kPatient, "a", {code("s", "new")}));
  EXPECT_THAT(found(kPatient, has_code("old")), IsEmpty());
  EXPECT_THAT(found(kPatient, has_code("new")), ElementsAre("a"));
  EXPECT_THAT(found(kPatient, {Present{kDate}}), IsEmpty());
  remove(kPatient, "a");
  EXPECT_THAT(found(kPatient, has_code("new")), IsEmpty());
  EXPECT_THAT(found(kPatient, all({})), IsEmpty());
  write(put(kPatient, "a", {code("s", "old")}));
  EXPECT_THAT(found(kPatient, has_code("old")), ElementsAre("a"));
  expect_verified();
}

TEST_P(StoreContract, SearchesSeveralTypesAtOnce) {
  write(put(kPatient, "a", {code("s", "x")}));
  write(put(kEncounter, "b", {code("s", "x")}));
  write(put(kObservation, "c", {code("s", "x")}));
  const SearchResult result = search({{kObservation, kPatient}, has_code("x"), {}, {}, Totals::kExact});
  EXPECT_THAT(ids_of(result.records), ElementsAre("c", "a"));
  EXPECT_EQ(result.total, 2U);
  const Result<SearchResult> none = store().search(kLive, authorize(Query{}, SeesAll()));
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().kind, ErrorKind::kInvalidInput);
}

TEST_P(StoreContract, NarrowsEveryPlaceWhereRecordsAreSelected) {
  // Sees patients that are not secret, no encounter that is closed, and all observations.
  struct Some final : Visibility {
    Expr visible(TypeId type) const override {
      if (type == kPatient) return no(has_code("secret"));
      if (type == kEncounter) return no(has_code("closed"));
      return all({});
    }
  };
  write(put(kPatient, "p1", {code("s", "secret")}));
  write(put(kPatient, "p2"));
  write(put(kEncounter, "e1", {subject("p1")}));
  write(put(kEncounter, "e2", {subject("p2")}));
  write(put(kEncounter, "e3", {subject("p2"), code("s", "closed")}));
  write(put(kObservation, "o1", {subject("e3", kEncounter)}));
  const auto seen = [&](TypeId type, Expr expr) {
    return ids_of(search({{type}, std::move(expr), {}, {}, Totals::kExact}, kLive, Some()).records);
  };
  EXPECT_THAT(seen(kPatient, all({})), ElementsAre("p2"));
  EXPECT_THAT(seen(kEncounter, {Points{kSubject, kPatient, {}}}), ElementsAre("e2"));
  EXPECT_THAT(seen(kPatient, {PointedAt{kEncounter, kSubject, {}}}), ElementsAre("p2"));
  EXPECT_THAT(seen(kPatient, {PointedAt{kEncounter, kSubject, {has_code("closed")}}}), IsEmpty());
  EXPECT_THAT(seen(kObservation, {Points{kSubject, kEncounter, {}}}), IsEmpty());
  EXPECT_THAT(seen(kEncounter, no({Points{kSubject, kPatient, {}}})), ElementsAre("e1"));
  struct Nothing final : Visibility {
    Expr visible(TypeId) const override { return any({}); }
  };
  EXPECT_EQ(search({{kPatient}, all({}), {}, {}, Totals::kExact}, kLive, Nothing()).total, 0U);
}

}  // namespace osler::store
