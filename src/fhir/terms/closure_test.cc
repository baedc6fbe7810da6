#include "fhir/terms/closure.h"

#include <gmock/gmock.h>

#include "fhir/terms/content_test.h"

namespace osler::fhir::terms {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAnimals = "http://example.org/animals";

/// animal > mammal > dog, whale; animal > swimmer > whale. And a system of one concept.
std::unique_ptr<MemorySource> animals() {
  auto source = std::make_unique<MemorySource>();
  add(*source, R"({"resourceType":"CodeSystem","url":"http://example.org/animals","status":"active","content":"complete","hierarchyMeaning":"is-a","property":[{"code":"parent","type":"code"}],
    "concept":[{"code":"animal","concept":[{"code":"mammal","concept":[{"code":"dog"},{"code":"whale","property":[{"code":"parent","valueCode":"swimmer"}]}]},{"code":"swimmer"}]}]})");
  add(*source, R"({"resourceType":"CodeSystem","url":"http://example.org/alone","status":"active","content":"complete","concept":[{"code":"animal"}]})");
  return source;
}

struct Fixture {
  std::unique_ptr<MemorySource> source = animals();
  Library library{r4(), {source.get()}};
  Closure closure;

  Status add(std::vector<std::string> codes, std::string_view system = kAnimals, std::size_t most = 100) {
    std::vector<Coding> concepts;
    for (std::string& code : codes) concepts.push_back({std::string(system), "", std::move(code), ""});
    return add_concepts(library, concepts, most, closure);
  }
  /// "dog>mammal dog>animal": who is subsumed by whom.
  std::string pairs(std::uint64_t after = 0) const {
    const json::Tree tree = parsed(closure_map(library, closure, "Mine", after, 0));
    std::string text;
    for (const json::View group : tree.root().member("group")) {
      EXPECT_EQ(group.member("source").text(), group.member("target").text());
      for (const json::View element : group.member("element")) {
        for (const json::View target : element.member("target")) {
          EXPECT_EQ(target.member("equivalence").text(), "subsumes");
          text += (text.empty() ? "" : " ") + element.member("code").text() + ">" + target.member("code").text();
        }
      }
    }
    return text;
  }
};

TEST(Closure, TellsWhatIsNewAmongWhatItHolds) {
  Fixture f;
  ASSERT_TRUE(f.add({"dog", "whale"}).ok());
  EXPECT_EQ(f.closure.version, 1U);
  EXPECT_EQ(f.pairs(), "");
  ASSERT_TRUE(f.add({"animal"}).ok());
  EXPECT_EQ(f.pairs(1), "dog>animal whale>animal");
  ASSERT_TRUE(f.add({"mammal", "swimmer"}).ok());
  EXPECT_EQ(f.pairs(2), "dog>mammal mammal>animal swimmer>animal whale>mammal whale>swimmer");
  EXPECT_EQ(f.pairs(0), "dog>animal dog>mammal mammal>animal swimmer>animal whale>animal whale>mammal whale>swimmer");
  EXPECT_EQ(f.pairs(3), "");
}

TEST(Closure, StaysWhereNothingIsNew) {
  Fixture f;
  ASSERT_TRUE(f.add({"dog", "dog"}).ok());
  ASSERT_TRUE(f.add({"dog"}).ok());
  EXPECT_EQ(f.closure.version, 1U);
  EXPECT_EQ(f.closure.concept_count(), 1U);
}

TEST(Closure, KeepsSystemsApart) {
  Fixture f;
  ASSERT_TRUE(f.add({"dog"}).ok());
  ASSERT_TRUE(f.add({"animal"}, "http://example.org/alone").ok());
  EXPECT_EQ(f.pairs(), "");
}

TEST(Closure, RefusesAllIfOneIsWrong) {
  Fixture f;
  const auto refused = [&](std::vector<std::string> codes, std::string_view system, std::size_t most = 100) {
    const Status done = f.add(std::move(codes), system, most);
    EXPECT_EQ(f.closure, Closure());
    return done.ok() ? Error{ErrorKind::kInternal, "accepted", {}, {}} : done.error();
  };
  EXPECT_EQ(refused({"dog", "unicorn"}, kAnimals).kind, ErrorKind::kNotFound);
  EXPECT_THAT(refused({"dog", "unicorn"}, kAnimals).message, Not(HasSubstr("unicorn")));
  EXPECT_EQ(refused({"dog"}, "http://example.org/none").kind, ErrorKind::kNotFound);
  EXPECT_EQ(refused({""}, kAnimals).kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(refused({"dog"}, "").kind, ErrorKind::kInvalidInput);
  EXPECT_THAT(refused({"dog", "whale"}, kAnimals, 1).message, HasSubstr("terminology.closure_concepts"));
}

TEST(Closure, LeavesOutWhatItsSystemNoLongerHas) {
  Fixture f;
  ASSERT_TRUE(f.add({"dog", "animal"}).ok());
  f.closure.systems[std::string(kAnimals)]["unicorn"] = 2;
  f.closure.systems["http://example.org/none"]["x"] = 2;
  EXPECT_EQ(f.pairs(), "dog>animal");
}

TEST(Closure, IsReadBackAsItWasWritten) {
  Fixture f;
  ASSERT_TRUE(f.add({"dog"}).ok());
  f.closure.systems["urn:\"quoted\""]["a\\b"] = 18446744073709551615U;
  EXPECT_EQ(decode_closure(encode(f.closure)).value(), f.closure);
  EXPECT_EQ(decode_closure(encode(Closure())).value(), Closure());
  for (const std::string_view bytes : {"", "{}", "[]", R"({"version":1})", R"({"version":"x","systems":{}})", R"({"version":1.5,"systems":{}})", R"({"version":1,"systems":{"a":{"b":-1}}})"}) {
    EXPECT_FALSE(decode_closure(bytes).ok()) << bytes;
  }
}

}  // namespace
}  // namespace osler::fhir::terms
