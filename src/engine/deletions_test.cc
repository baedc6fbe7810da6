// What was deleted, for those who keep copies: nothing that is live again, nothing that the caller could not see.

#include "engine/deletions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const fhir::Definitions& all_definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

class DeletionsTest : public ::testing::Test {
 protected:
  DeletionsTest() {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    caller_.kind = access::CallerKind::kKey;
    caller_.id = "key_1";
    caller_.may_read = caller_.may_write = caller_.sees_restricted = true;
    caller_.organization = {1, "org_1", "One", ""};
  }

  Session session() { return {caller_, loop_, parser_, "fhir", "", {}}; }
  TypeId type(std::string_view name) { return *all_definitions().resource_type(name); }

  void put(std::string_view type_name, const std::string& id, std::string_view more = "") {
    const std::string text = R"({"resourceType":")" + std::string(type_name) + R"(","id":")" + id + "\"" + std::string(more) + "}";
    const Result<json::Tree> tree = parser_.parse(json::PaddedBytes(text), all_definitions().names());
    Session s = session();
    const auto written = loop_.run(engine_.update(s, type(type_name), id, *tree));
    ASSERT_TRUE(written.ok()) << written.error().message;
    clock_.advance(10);
  }
  std::int64_t remove(std::string_view type_name, const std::string& id) {
    Session s = session();
    EXPECT_TRUE(loop_.run(engine_.remove(s, type(type_name), id)).ok());
    const std::int64_t at_ms = clock_.now_ms();
    clock_.advance(10);
    return at_ms;
  }
  /// Type/id of all pages.
  std::vector<std::string> found(DeletionQuery query, const access::Caller& caller) {
    Session s{caller, loop_, parser_, "fhir", "", {}};
    std::vector<std::string> all;
    do {
      const Result<DeletionPage> page = deletions(engine_, s, query);
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) return {"refused"};
      for (const Deletion& one : page->deletions) all.push_back(std::string(all_definitions().name_of(one.key.type)) + "/" + one.key.id);
      query.cursor = page->next;
    } while (!query.cursor.empty());
    return all;
  }
  std::vector<std::string> found(DeletionQuery query) { return found(std::move(query), caller_); }
  DeletionQuery of_patients() { return {{type("Patient")}, 0, clock_.now_ms() + 1}; }

  ManualClock clock_;
  SeededRng rng_{1};
  std::unique_ptr<fhir::ResourceExtractor> extractor_ = *fhir::ResourceExtractor::create(all_definitions());
  access::Policy policy_{all_definitions()};
  store::MemoryStore store_{clock_};
  Engine engine_{all_definitions(), *extractor_, policy_, store_, clock_, rng_, {}};
  BlockingLoop loop_;
  json::Parser parser_;
  access::Caller caller_;
};

TEST_F(DeletionsTest, AreWhatIsDeletedStill) {
  for (const char* id : {"gone", "back", "twice", "stays"}) put("Patient", id);
  put("Device", "gone");
  for (const char* id : {"gone", "back", "twice"}) remove("Patient", id);
  remove("Device", "gone");
  put("Patient", "back");
  put("Patient", "twice");
  remove("Patient", "twice");
  EXPECT_THAT(found(of_patients()), ElementsAre("Patient/twice", "Patient/gone"));
  DeletionQuery both = of_patients();
  both.types.push_back(type("Device"));
  EXPECT_THAT(found(both), UnorderedElementsAre("Patient/twice", "Patient/gone", "Device/gone"));
}

TEST_F(DeletionsTest, AreOfTheTimeThatIsAsked) {
  put("Patient", "early");
  put("Patient", "late");
  const std::int64_t early_ms = remove("Patient", "early");
  const std::int64_t late_ms = remove("Patient", "late");
  DeletionQuery query = of_patients();
  query.from_ms = late_ms;
  EXPECT_THAT(found(query), ElementsAre("Patient/late"));
  query.from_ms = early_ms;
  EXPECT_THAT(found(query), ElementsAre("Patient/late", "Patient/early")) << "the first moment is inside";
  query.until_ms = late_ms;
  EXPECT_THAT(found(query), ElementsAre("Patient/early")) << "the last is not";
}

TEST_F(DeletionsTest, ComeInPagesThatMayBeEmpty) {
  for (int i = 0; i < 5; ++i) put("Patient", "p" + std::to_string(i));
  for (int i = 0; i < 5; i += 2) remove("Patient", "p" + std::to_string(i));
  DeletionQuery query = of_patients();
  query.count = 1;
  EXPECT_THAT(found(query), ElementsAre("Patient/p4", "Patient/p2", "Patient/p0"));
}

TEST_F(DeletionsTest, ShowWhatTheRecordWas) {
  put("Patient", "p");
  put("Observation", "o", R"(,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p"})");
  remove("Observation", "o");
  Session s = session();
  const Result<DeletionPage> page = deletions(engine_, s, {{type("Observation")}, 0, clock_.now_ms()});
  ASSERT_EQ(page->deletions.size(), 1U);
  const auto refers = [&](const store::IndexEntry& entry) {
    const auto* reference = std::get_if<store::Reference>(&entry.parts.front());
    return reference != nullptr && reference->type == type("Patient") && reference->id == "p";
  };
  EXPECT_TRUE(std::ranges::any_of(page->deletions[0].entries, refers));
}

TEST_F(DeletionsTest, AreOnlyOfWhatTheCallerCouldSee) {
  constexpr std::string_view kRestricted = R"(,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]})";
  put("Patient", "open");
  put("Patient", "secret", kRestricted);
  remove("Patient", "open");
  remove("Patient", "secret");
  access::Caller narrow = caller_;
  narrow.sees_restricted = false;
  EXPECT_THAT(found(of_patients(), narrow), ElementsAre("Patient/open"));
  access::Caller other = caller_;
  other.organization.number = 2;
  EXPECT_THAT(found(of_patients(), other), IsEmpty());
  access::Caller live = caller_;
  live.environment = store::Environment::kLive;
  EXPECT_THAT(found(of_patients(), live), IsEmpty());
  access::Caller writer = caller_;
  writer.may_read = false;
  Session s{writer, loop_, parser_, "fhir", "", {}};
  EXPECT_EQ(deletions(engine_, s, of_patients()).error().kind, ErrorKind::kForbidden);
}

}  // namespace
}  // namespace osler::engine
