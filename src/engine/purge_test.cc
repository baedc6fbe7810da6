// Resources that have never been. Spec: fhir.md, section 10.

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

class PurgeTest : public testing::Test {
 protected:
  PurgeTest()
      : extractor_(*fhir::ResourceExtractor::create(definitions())),
        policy_(definitions()),
        store_(clock_),
        engine_(definitions(), *extractor_, policy_, store_, clock_, rng_, settings()) {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    extractor_->parameters().attach(store_);
    admin_.kind = access::CallerKind::kUser;
    admin_.id = "user_1";
    admin_.role = access::Role::kAdmin;
    admin_.sees_restricted = true;
    admin_.organization = {1, "org_1", "One", ""};
  }
  static Settings settings() {
    Settings settings;
    settings.purge_max = 8;
    return settings;
  }

  Session session() { return {admin_, loop_, parser_, "admin", "http://h/fhir", {}}; }
  store::RecordKey key(std::string_view type, std::string id) { return {*definitions().resource_type(type), std::move(id)}; }
  void put(std::string_view type, const std::string& id, const std::string& members = {}) {
    Session s = session();
    json::Parser parser;
    const json::Tree tree = *parser.parse(
        json::PaddedBytes(R"({"resourceType":")" + std::string(type) + R"(","id":")" + id + "\"" + members + "}"), definitions().names());
    const auto written = loop_.run(engine_.update(s, *definitions().resource_type(type), id, tree));
    ASSERT_TRUE(written.ok()) << written.error().message;
  }
  void observe(const std::string& id, const std::string& patient) {
    put("Observation", id, R"(,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/)" + patient + R"("})");
  }
  void remove(std::string_view type, const std::string& id) {
    Session s = session();
    ASSERT_TRUE(loop_.run(engine_.remove(s, *definitions().resource_type(type), id)).ok());
  }
  Result<Purged> purge(PurgeRequest request) {
    Session s = session();
    s.audit.reason = "asked for";
    auto purged = loop_.run(engine_.purge(s, std::move(request)));
    audited_ = s.audited;
    return purged;
  }
  ErrorKind reading(std::string_view type, const std::string& id) {
    Session s = session();
    const auto found = engine_.read(s, *definitions().resource_type(type), id);
    return found.ok() ? ErrorKind::kInternal : found.error().kind;  // kInternal: it is there.
  }
  static constexpr ErrorKind kThere = ErrorKind::kInternal;

  ManualClock clock_;
  SeededRng rng_{42};
  std::unique_ptr<fhir::ResourceExtractor> extractor_;
  access::Policy policy_;
  store::MemoryStore store_;
  Engine engine_;
  access::Caller admin_;
  BlockingLoop loop_;
  json::Parser parser_;
  bool audited_ = false;
};

TEST_F(PurgeTest, TakesAResourceWithItsHistoryAndDeletion) {
  put("Patient", "a");
  put("Patient", "a", R"(,"active":true)");
  remove("Patient", "a");
  EXPECT_EQ(reading("Patient", "a"), ErrorKind::kGone);
  const Result<Purged> purged = purge({key("Patient", "a")});
  ASSERT_TRUE(purged.ok()) << purged.error().message;
  EXPECT_TRUE(audited_);
  EXPECT_EQ(purged->versions, 3U);
  EXPECT_EQ(purged->resources.at(*definitions().resource_type("Patient")), 1U);
  EXPECT_TRUE(purged->is_off_disk);
  EXPECT_EQ(reading("Patient", "a"), ErrorKind::kNotFound);
  std::vector<access::AuditRecord> entries;
  ASSERT_TRUE(store_.scan_audit(admin_.partition(), 0, [&](const store::AuditEntry& entry) {
    entries.push_back(*access::decode_audit(entry.content));
    return true;
  }).ok());
  EXPECT_EQ(entries.front().action, "purge");
  EXPECT_EQ(entries.front().resource_id, "a");
  EXPECT_EQ(entries.front().patient, "a");
  EXPECT_EQ(entries.front().reason, "asked for");
  EXPECT_EQ(entries[1].reason, "");
  EXPECT_EQ(purge({key("Patient", "a")}).error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(audited_);
}

TEST_F(PurgeTest, IsRefusedWhileReferencedUnlessItCascades) {
  put("Patient", "a");
  observe("o1", "a");
  put("DiagnosticReport", "d1", R"(,"status":"final","code":{"text":"x"},"result":[{"reference":"Observation/o1"}])");
  const Result<Purged> refused = purge({key("Patient", "a")});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_NE(refused.error().message.find("Observation/o1"), std::string::npos) << refused.error().message;
  EXPECT_EQ(reading("Patient", "a"), kThere);
  const Result<Purged> purged = purge({key("Patient", "a"), false, true});
  ASSERT_TRUE(purged.ok()) << purged.error().message;
  EXPECT_EQ(purged->versions, 3U);
  for (const auto& [type, id] : {std::pair("Patient", "a"), {"Observation", "o1"}, {"DiagnosticReport", "d1"}}) {
    EXPECT_EQ(reading(type, id), ErrorKind::kNotFound) << type;
  }
}

TEST_F(PurgeTest, TakesACompartmentAndNobodyElses) {
  put("Patient", "a");
  put("Patient", "b");
  observe("of-a", "a");
  observe("deleted", "a");
  remove("Observation", "deleted");
  observe("of-b", "b");
  observe("corrected", "a");
  observe("corrected", "b");
  put("Practitioner", "shared");
  const Result<Purged> purged = purge({key("Patient", "a"), true});
  ASSERT_TRUE(purged.ok()) << purged.error().message;
  EXPECT_EQ(purged->versions, 1U + 1U + 2U);
  EXPECT_EQ(reading("Observation", "of-a"), ErrorKind::kNotFound);
  EXPECT_EQ(reading("Observation", "deleted"), ErrorKind::kNotFound);
  for (const char* id : {"of-b", "corrected"}) EXPECT_EQ(reading("Observation", id), kThere) << id;
  EXPECT_EQ(reading("Patient", "b"), kThere);
  EXPECT_EQ(reading("Practitioner", "shared"), kThere);
  EXPECT_EQ(purge({key("Observation", "of-b"), true}).error().kind, ErrorKind::kInvalidInput);
}

TEST_F(PurgeTest, KeepsAPatientThatAnotherIsLinkedTo) {
  put("Patient", "a");
  put("Patient", "b", R"(,"link":[{"other":{"reference":"Patient/a"},"type":"seealso"}])");
  EXPECT_EQ(purge({key("Patient", "a"), true}).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(reading("Patient", "a"), kThere);
  ASSERT_TRUE(purge({key("Patient", "b"), true}).ok());
  EXPECT_TRUE(purge({key("Patient", "a"), true}).ok());
}

TEST_F(PurgeTest, HasALimit) {
  put("Patient", "a");
  for (int i = 0; i < 7; ++i) observe("o" + std::to_string(i), "a");
  observe("one-too-many", "a");
  const Result<Purged> refused = purge({key("Patient", "a"), true});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kTooLarge);
  EXPECT_NE(refused.error().message.find("limits.purge"), std::string::npos);
  EXPECT_EQ(purge({key("Patient", "a"), false, true}).error().kind, ErrorKind::kTooLarge);
  remove("Observation", "one-too-many");
  ASSERT_TRUE(purge({key("Observation", "one-too-many")}).ok());
  EXPECT_TRUE(purge({key("Patient", "a"), true}).ok());
}

TEST_F(PurgeTest, TakesTheAnswersThatSpeakOfIt) {
  const auto create_with_key = [&](const char* idempotency_key) {
    Session s = session();
    auto begun = engine_.begin_idempotent(s, idempotency_key, std::string(32, 'f'));
    EXPECT_TRUE(begun.ok());
    s.idempotent = begun->get();
    json::Parser parser;
    const json::Tree tree = *parser.parse(json::PaddedBytes(R"({"resourceType":"Patient"})"), definitions().names());
    return loop_.run(engine_.create(s, *definitions().resource_type("Patient"), tree))->resource.key.id;
  };
  const std::string purged_id = create_with_key("k1");
  create_with_key("k2");
  EXPECT_EQ(store_.rows(admin_.partition(), kAnswerTable, {}, {}, 10)->size(), 2U);
  const Result<Purged> purged = purge({key("Patient", purged_id)});
  ASSERT_TRUE(purged.ok());
  EXPECT_EQ(purged->answers, 1U);
  EXPECT_EQ(store_.rows(admin_.partition(), kAnswerTable, {}, {}, 10)->size(), 1U);
  Session s = session();
  EXPECT_EQ((*engine_.begin_idempotent(s, "k1", std::string(32, 'f')))->kept(), nullptr);
  EXPECT_NE((*engine_.begin_idempotent(s, "k2", std::string(32, 'f')))->kept(), nullptr);
}

TEST_F(PurgeTest, ChangesRowsOfTheSystemInTheSameCommit) {
  put("Patient", "a");
  observe("o1", "a");
  std::set<std::string, std::less<>> asked;
  PurgeRequest request{key("Patient", "a")};
  request.system_rows = [&](const auto& ids) -> Result<std::vector<store::RowChange>> {
    asked = ids;
    return std::vector<store::RowChange>{{"marks", "m", "purged", std::nullopt}};
  };
  const auto is_marked = [&] { return (*store_.row(store::Partition::system(), "marks", "m")).has_value(); };
  EXPECT_EQ(purge(request).error().kind, ErrorKind::kConflict);
  EXPECT_FALSE(is_marked());
  request.with_compartment = true;
  ASSERT_TRUE(purge(request).ok());
  EXPECT_TRUE(is_marked());
  EXPECT_EQ(asked, (std::set<std::string, std::less<>>{"a", "o1"}));
  put("Patient", "b");
  request = {key("Patient", "b")};
  request.system_rows = [](const auto&) -> Result<std::vector<store::RowChange>> { return unavailable("not now"); };
  EXPECT_EQ(purge(request).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(reading("Patient", "b"), kThere);
}

TEST_F(PurgeTest, IsForAdminsOfTheOrganization) {
  put("Patient", "a");
  admin_.role = access::Role::kPractitioner;
  EXPECT_EQ(purge({key("Patient", "a")}).error().kind, ErrorKind::kForbidden);
  admin_.role = access::Role::kAdmin;
  admin_.kind = access::CallerKind::kKey;
  EXPECT_EQ(purge({key("Patient", "a")}).error().kind, ErrorKind::kForbidden);
  admin_.kind = access::CallerKind::kUser;
  admin_.organization = {2, "org_2", "Two", ""};
  EXPECT_EQ(purge({key("Patient", "a")}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(purge({key("Patient", "a"), true, true}).error().kind, ErrorKind::kNotFound);
  admin_.organization = {1, "org_1", "One", ""};
  admin_.environment = store::Environment::kLive;
  EXPECT_EQ(purge({key("Patient", "a")}).error().kind, ErrorKind::kNotFound);
  admin_.environment = store::Environment::kTest;
  EXPECT_EQ(reading("Patient", "a"), kThere);
}

TEST_F(PurgeTest, WantsWhatIsInEffectToBeDeletedFirst) {
  put("ValueSet", "v", R"(,"status":"active","url":"urn:v")");
  EXPECT_EQ(purge({key("ValueSet", "v")}).error().kind, ErrorKind::kConflict);
  remove("ValueSet", "v");
  EXPECT_TRUE(purge({key("ValueSet", "v")}).ok());
  EXPECT_EQ(reading("ValueSet", "v"), ErrorKind::kNotFound);
}

TEST_F(PurgeTest, LetsTheIdBeUsedAnew) {
  put("Patient", "a");
  put("Patient", "a", R"(,"active":true)");
  ASSERT_TRUE(purge({key("Patient", "a")}).ok());
  put("Patient", "a");
  Session s = session();
  EXPECT_EQ(engine_.read(s, *definitions().resource_type("Patient"), "a")->version().number, 1);
}

}  // namespace
}  // namespace osler::engine
