// SearchParameters as they are written: their rows, what they refuse, and searches that must not be short meanwhile.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/engine.h"
#include "engine/interrupted_store_test.h"
#include "fhir/search/search_parser.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

class SearchParametersTest : public testing::Test {
 protected:
  SearchParametersTest()
      : extractor_(*fhir::ResourceExtractor::create(definitions())),
        policy_(definitions()),
        inner_(clock_),
        store_(inner_),
        engine_(definitions(), *extractor_, policy_, store_, clock_, rng_, {}) {
    extractor_->parameters().attach(store_);
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    engine_.on_new_indexes([this](const access::Caller& caller, Loop&) { return count_call(caller); });
    caller_ = access::system_caller({1, "org_1", "One", ""}, store::Environment::kTest);
  }

  Task<Status> count_call(const access::Caller& caller) {
    EXPECT_EQ(caller.organization.id, "org_1");
    ++new_indexes_;
    co_return Status();
  }
  Session session() { return {caller_, loop_, parser_, "fhir", "http://localhost/api/fhir", {}}; }
  static TypeId type(std::string_view name) { return *definitions().resource_type(name); }

  Result<Written> put(std::string_view type_name, const std::string& id, std::string_view text) {
    BlockingLoop loop;
    json::Parser parser;
    Session s{caller_, loop, parser, "fhir", "http://localhost/api/fhir", {}};
    const auto tree = parser.parse(json::PaddedBytes(text), definitions().names());
    OSLER_ASSERT(tree.ok());
    return loop.run(engine_.update(s, type(type_name), id, *tree));
  }
  static std::string text_of(const std::string& id, const std::string& code, const std::string& expression, const std::string& more = "") {
    return R"({"resourceType":"SearchParameter","id":")" + id + R"(","url":"urn:test:)" + id + R"(","name":"x","status":"active","description":"d",)" +
           R"("code":")" + code + R"(","base":["Patient"],"type":"string","expression":")" + expression + "\"" + more + "}";
  }
  Result<Written> put_parameter(const std::string& id, const std::string& code, const std::string& expression = "Patient.name.family") {
    return put("SearchParameter", id, text_of(id, code, expression));
  }
  void remove(const std::string& id) {
    BlockingLoop loop;
    Session s{caller_, loop, parser_, "fhir", "", {}};
    EXPECT_TRUE(loop.run(engine_.remove(s, type("SearchParameter"), id)).ok());
  }
  void put_patient(const std::string& id, const std::string& family) {
    EXPECT_TRUE(put("Patient", id, R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family + R"("}]})").ok());
  }

  std::vector<fhir::OwnParameter> rows() const { return *read_own_parameters(store_, caller_.partition(), definitions()); }
  /// Number and state of every row.
  std::vector<std::pair<int, std::string>> states() const {
    std::vector<std::pair<int, std::string>> all;
    for (const auto& row : rows()) all.emplace_back(number_of(row.definition.id), fhir::word_for(row.state));
    return all;
  }
  /// As the job does at its end.
  void make_ready() {
    store::WriteSet writes(caller_.partition());
    for (fhir::OwnParameter own : rows()) {
      if (own.state != fhir::OwnState::kBuilding) continue;
      own.state = fhir::OwnState::kReady;
      writes.rows.push_back({std::string(fhir::kOwnParameterTable), fhir::own_parameter_key(own.definition.id), encode(own, definitions()), own.revision});
    }
    ASSERT_TRUE(std::holds_alternative<store::Committed>(*loop_.run(inner_.commit(std::move(writes), loop_))));
    ASSERT_TRUE(extractor_->parameters().refresh(caller_.partition()).ok());
  }

  Result<fhir::ParsedSearch> parsed(const fhir::Parameters& parameters) {
    Session s = session();
    return fhir::parse_search((*engine_.parameters(s))->definitions(), type("Patient"), parameters);
  }
  Result<SearchAnswer> search(const fhir::Parameters& parameters) {
    Session s = session();
    const auto read = parsed(parameters);
    if (!read.ok()) return read.error();
    return engine_.search(s, {read->query, false, false, read->includes});
  }

  ManualClock clock_;
  SeededRng rng_{42};
  std::unique_ptr<fhir::ResourceExtractor> extractor_;
  access::Policy policy_;
  store::MemoryStore inner_;
  store::InterruptedStore store_;
  Engine engine_;
  access::Caller caller_;
  BlockingLoop loop_;
  json::Parser parser_;
  int new_indexes_ = 0;
};

TEST_F(SearchParametersTest, HaveARowForEachIndex) {
  ASSERT_TRUE(put_parameter("a", "family-name").ok());
  ASSERT_TRUE(put_parameter("b", "given-name", "Patient.name.given").ok());
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "building"), Pair(2049, "building")));
  EXPECT_EQ(new_indexes_, 2);
  make_ready();
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "ready"), Pair(2049, "ready"))) << "another code is the same index";
  EXPECT_EQ(rows().front().definition.code, "surname");
  ASSERT_TRUE(put_parameter("a", "surname", "Patient.name.text").ok());
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "retired"), Pair(2049, "ready"), Pair(2050, "building")));
  EXPECT_EQ(new_indexes_, 3);
  remove("b");
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "retired"), Pair(2049, "retired"), Pair(2050, "building")));
  std::string retired = text_of("a", "surname", "Patient.name.text");
  retired.replace(retired.find("active"), 6, "retired");
  ASSERT_TRUE(put("SearchParameter", "a", retired).ok());
  EXPECT_EQ(states().back(), std::pair(2050, std::string("retired")));
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  EXPECT_EQ(states().back(), std::pair(2051, std::string("building"))) << "a number is never given again";
}

TEST_F(SearchParametersTest, AreIndexedByWritersBeforeTheyAreReady) {
  put_patient("old", "Lee");
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  put_patient("new", "Lee");
  const auto refused = search({{"surname", "lee"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(refused.error().code, fhir::kParameterBuilding);
  EXPECT_THAT(refused.error().message, HasSubstr("'surname' (urn:test:a) is being built: 0 %"));
  extractor_->parameters().set_progress(caller_.partition(), rows().front().definition.id, {37, 100});
  EXPECT_THAT(search({{"surname", "lee"}}).error().message, HasSubstr("37 %"));
  make_ready();  // Nothing was added to what is old: only the writer after it knew.
  const auto found = search({{"surname", "lee"}});
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_EQ(found->resources.size(), 1U);
  EXPECT_EQ(found->resources.front().key.id, "new");
}

TEST_F(SearchParametersTest, RefuseEveryQuestionThatLeadsToThem) {
  const std::string seen = R"({"resourceType":"SearchParameter","id":"seen","url":"urn:test:seen","name":"x","status":"active","description":"d",)"
                           R"("code":"seen","base":["Observation"],"type":"reference","target":["Patient"],"expression":"Observation.subject"})";
  ASSERT_TRUE(put("SearchParameter", "seen", seen).ok());
  const fhir::Parameters asked[] = {
      {{"_has:Observation:seen:_id", "o"}}, {{"_revinclude", "Observation:seen"}}, {{"_revinclude", "*"}}, {{"_revinclude", "Observation:*"}}};
  for (const fhir::Parameters& parameters : asked) {
    const auto refused = search(parameters);
    ASSERT_FALSE(refused.ok()) << parameters.front().first << "=" << parameters.front().second;
    EXPECT_EQ(refused.error().code, fhir::kParameterBuilding);
  }
  EXPECT_TRUE(search({{"_revinclude", "Encounter:*"}}).ok());
  EXPECT_TRUE(search({{"_include", "*"}}).ok());
  make_ready();
  for (const fhir::Parameters& parameters : asked) EXPECT_TRUE(search(parameters).ok());
}

TEST_F(SearchParametersTest, TakeNoCodeThatAnotherTookMeanwhile) {
  store_.before_commit = [this] { EXPECT_TRUE(put_parameter("other", "surname", "Patient.name.text").ok()); };
  const auto refused = put_parameter("a", "surname");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnprocessable);
  EXPECT_EQ(refused.error().issues.front().expression, "SearchParameter.code");
  EXPECT_THAT(refused.error().message, HasSubstr("SearchParameter/other"));
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "building")));
}

TEST_F(SearchParametersTest, TakeNoCodeThatAnotherWasGivenMeanwhile) {
  ASSERT_TRUE(put_parameter("other", "given-name", "Patient.name.text").ok());
  store_.before_commit = [this] { EXPECT_TRUE(put_parameter("other", "surname", "Patient.name.text").ok()); };
  EXPECT_EQ(put_parameter("a", "surname").error().issues.front().expression, "SearchParameter.code");
  EXPECT_THAT(states(), ElementsAre(Pair(2048, "building")));
}

TEST_F(SearchParametersTest, AreWaitedForByWritersWhoBeganBefore) {
  const fhir::ParameterRooms& rooms = extractor_->parameters();
  bool in_use = false;
  const auto meanwhile = [&](const std::string& code) {
    store_.before_commit = [this, &in_use, &rooms, code] {
      EXPECT_TRUE(put_parameter(code, code).ok());
      in_use = rooms.earlier_in_use(caller_.partition());
    };
  };
  meanwhile("one");
  put_patient("p", "Lee");
  EXPECT_TRUE(in_use) << "an update";
  EXPECT_FALSE(rooms.earlier_in_use(caller_.partition()));
  in_use = false;
  meanwhile("two");
  Session s = session();
  Transaction transaction;
  TransactionEntry entry;
  entry.type = type("Patient");
  entry.resource = R"({"resourceType":"Patient","name":[{"family":"Lee"}]})";
  transaction.entries.push_back(entry);
  EXPECT_TRUE(loop_.run(engine_.transaction(s, transaction)).ok());
  EXPECT_TRUE(in_use) << "a transaction";
  EXPECT_FALSE(rooms.earlier_in_use(caller_.partition()));
}

TEST_F(SearchParametersTest, AreNoConditionOfAWriteOnceTheyAreGone) {
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  make_ready();
  Session s = session();
  WriteConditions conditions;
  conditions.criteria = std::make_shared<const store::Query>(parsed({{"surname", "lee"}})->query);
  const auto tree = parser_.parse(json::PaddedBytes(R"({"resourceType":"Patient"})"), definitions().names());
  store_.before_commit = [this] { remove("a"); };
  const auto refused = loop_.run(engine_.create(s, type("Patient"), *tree, conditions));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(search({})->resources, IsEmpty());
}

TEST_F(SearchParametersTest, AreNotSearchedByWhileTheyGo) {
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  make_ready();
  store_.after_search = [this] { remove("a"); };
  const auto refused = search({{"surname", "lee"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("send the request again"));
  EXPECT_EQ(search({{"surname", "lee"}}).error().kind, ErrorKind::kInvalidInput);
}

TEST_F(SearchParametersTest, EndWithTheirNumbers) {
  ASSERT_TRUE(put_parameter("a", "surname").ok());
  fhir::OwnParameter last = rows().front();
  last.definition.id = static_cast<ParameterId>(fhir::kAddedParameterMax);
  last.state = fhir::OwnState::kRetired;
  store::WriteSet writes(caller_.partition());
  writes.rows.push_back({std::string(fhir::kOwnParameterTable), "4095", encode(last, definitions()), 0});
  ASSERT_TRUE(loop_.run(inner_.commit(std::move(writes), loop_)).ok());
  const auto refused = put_parameter("b", "given-name", "Patient.name.given");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("2048 indexes"));
  EXPECT_TRUE(put_parameter("a", "family-name").ok()) << "what needs no new index goes on";
}

}  // namespace
}  // namespace osler::engine
