// The server's own audit entries as AuditEvents: what they look like, and that searches find them beside clients' own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "engine/ledger_event.h"
#include "engine/ledger_values.h"
#include "engine/parts.h"
#include "fhir/model/date_time.h"
#include "fhir/validate/structure_check.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

class LedgerTest : public ::testing::Test {
 protected:
  explicit LedgerTest(Settings settings = {})
      : parts_{definitions(), *extractor_, policy_, store_, clock_, rng_, settings, fhir::StructureChecker(definitions()),
               Conformance(definitions(), store_), *definitions().resource_type("SearchParameter"), IdMaker(clock_, rng_)},
        engine_(definitions(), *extractor_, policy_, store_, clock_, rng_, settings) {
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    caller_.kind = access::CallerKind::kKey;
    caller_.id = "key_1";
    caller_.may_read = caller_.may_write = caller_.sees_restricted = true;
    caller_.organization = {1, "org_1", "One", ""};
  }

  Session session() { return {caller_, loop_, parser_, "fhir", "http://localhost/api/fhir", {}}; }
  TypeId type(std::string_view name) { return *definitions().resource_type(name); }
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(rng_.next() % n); }

  /// Any mix of what requests leave behind, odd ids and refusals among it.
  access::AuditRecord random_record() {
    const auto one_of = [this](std::initializer_list<const char*> texts) { return std::string(*(texts.begin() + pick(texts.size()))); };
    access::AuditRecord record;
    record.time_ms = clock_.now_ms();
    record.actor_id = one_of({"", "key_1", "user_7", "user_8"});
    if (record.actor_id.starts_with("user_")) record.actor_email = "Zoë." + record.actor_id + "@north.example";
    record.actor_role = record.actor_id.empty() ? "" : record.actor_email.empty() ? "key" : one_of({"admin", "practitioner", "auditor"});
    record.action = one_of({"create", "read", "update", "patch", "delete", "search", "history", "login", "$validate", "everything", ""});
    record.resource_type = one_of({"", "Patient", "Patient", "Encounter", "Observation", "ApiKey", "Job", "Bundle"});
    record.resource_id = one_of({"", "a", "b", "no%20id", "0192f0c1a2b3c4d5e6f70819"});
    record.patient = one_of({"", "a", "b", "a,b"});
    record.method = one_of({"GET", "POST", "CLI"});
    record.path = one_of({"", "/v1/patients", "/api/fhir/Encounter/1"});
    record.query_names = one_of({"", "name", "name,birthdate"});
    record.status = static_cast<int>(std::array{200, 201, 304, 401, 403, 404, 422, 500, 503}[pick(9)]);
    record.outcome = access::outcome_of(record.status);
    record.ip_address = one_of({"", "127.0.0.1", "2001:db8::1"});
    record.user_agent = one_of({"", "curl/8"});
    record.request_id = one_of({"", "req_1", "req_2", "req_3"});
    record.client_request_id = one_of({"", "own"});
    return record;
  }
  void append(const access::AuditRecord& record) { ASSERT_TRUE(store_.append_audit(caller_.partition(), access::encode(record)).ok()); }

  /// A client's own entry; its id.
  std::string store_event(const std::string& action, const std::string& recorded, const std::string& patient = "a") {
    const std::string text =
        R"({"resourceType":"AuditEvent","type":{"code":"rest"},"action":")" + action + R"(","recorded":")" + recorded +
        R"(","outcome":"0","agent":[{"requestor":true,"name":"client"}],"source":{"observer":{"display":"x"}},"entity":[{"what":{"reference":"Patient/)" +
        patient + R"("}}]})";
    const Result<json::Tree> tree = parser_.parse(json::PaddedBytes(text), definitions().names());
    Session s = session();
    const Result<Written> written = loop_.run(engine_.create(s, type("AuditEvent"), *tree));
    EXPECT_TRUE(written.ok()) << (written.ok() ? "" : written.error().message);
    return written.ok() ? written->resource.key.id : "";
  }
  void put_patient(const std::string& id, const std::string& family) {
    const std::string text = R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family + R"("}]})";
    const Result<json::Tree> tree = parser_.parse(json::PaddedBytes(text), definitions().names());
    Session s = session();
    EXPECT_TRUE(loop_.run(engine_.update(s, type("Patient"), id, *tree)).ok());
  }

  Result<SearchAnswer> search(const fhir::Parameters& parameters, const std::string& cursor = {}, bool count_only = false) {
    OSLER_TRY(fhir::ParsedSearch parsed, fhir::parse_search(definitions(), type("AuditEvent"), parameters));
    parsed.query.page.cursor = cursor;
    Session s = session();
    return engine_.search(s, {parsed.query, count_only || parsed.count_only});
  }
  static std::vector<std::string> ids(const SearchAnswer& answer) {
    std::vector<std::string> found;
    for (const Resource& resource : answer.resources) found.push_back(resource.key.id);
    return found;
  }
  /// Every page, with what must hold on each.
  std::vector<std::string> walk(const fhir::Parameters& parameters, const std::function<void()>& between = [] {}) {
    std::vector<std::string> found;
    std::string cursor;
    std::optional<std::uint64_t> total;
    do {
      const Result<SearchAnswer> page = search(parameters, cursor);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().message);
      if (!page.ok()) return found;
      EXPECT_TRUE(!total || page->total == total);
      total = page->total;
      for (std::string& id : ids(*page)) found.push_back(std::move(id));
      cursor = page->next;
      between();
    } while (!cursor.empty());
    EXPECT_EQ(total, found.size());
    return found;
  }

  ManualClock clock_;
  SeededRng rng_{42};
  std::unique_ptr<fhir::ResourceExtractor> extractor_ = *fhir::ResourceExtractor::create(definitions());
  access::Policy policy_{definitions()};
  store::MemoryStore store_{clock_};
  Parts parts_;
  Engine engine_;
  access::Caller caller_;
  BlockingLoop loop_;
  json::Parser parser_;
};

class NarrowLedgerTest : public LedgerTest {
 protected:
  NarrowLedgerTest() : LedgerTest(settings()) {}
  static Settings settings() {
    Settings settings;
    settings.audit_candidates_max = 10;
    return settings;
  }
};

TEST(LedgerId, IsReadBackAndNothingElseIs) {
  EXPECT_EQ(ledger_id(17), "entry-17");
  EXPECT_EQ(ledger_sequence("entry-17"), 17U);
  EXPECT_EQ(ledger_sequence("entry-18446744073709551615"), UINT64_MAX);
  for (const char* other : {"", "entry-", "entry-0", "entry-017", "entry-+1", "entry--1", "entry-1a", "entry-18446744073709551616",
                            "Entry-1", "0192f0c1a2b3c4d5e6f70819"}) {
    EXPECT_FALSE(ledger_sequence(other)) << other;
  }
}

TEST_F(LedgerTest, EveryEntryIsAValidAuditEvent) {
  for (int i = 0; i < 500; ++i) {
    clock_.advance(1);
    const std::string content = access::encode(random_record());
    const store::AuditEntry entry{static_cast<std::uint64_t>(i) + 1, clock_.now_ms(), {}, content};
    const store::Record event = ledger_event(definitions(), entry, *access::view_audit(content));
    const Resource shown = engine_.present(session(), event);
    const Result<json::Tree> tree = parser_.parse(json::PaddedBytes(shown.text), definitions().names());
    ASSERT_TRUE(tree.ok()) << shown.text;
    fhir::Findings findings;
    fhir::check_structure(definitions(), tree->root(), {}, findings);
    ASSERT_FALSE(findings.has_errors()) << shown.text << "\n" << findings.issues.front().diagnostics;
  }
}

// Written once in FHIR, once for speed: both must say the same of every parameter.
TEST_F(LedgerTest, ValuesAreThoseOfTheAuditEvent) {
  LedgerValues values(parts_, caller_.partition());
  for (int i = 0; i < 500; ++i) {
    clock_.advance(1);
    const std::string content = access::encode(random_record());
    const store::AuditEntry entry{static_cast<std::uint64_t>(i) + 1, clock_.now_ms(), {}, content};
    ASSERT_TRUE(values.turn_to(entry).ok());
    std::vector<store::IndexEntry> expected;
    ASSERT_TRUE(extractor_->extract(caller_.partition(), type("AuditEvent"), values.event().text, expected).ok());
    std::map<ParameterId, std::vector<store::IndexEntry>> by_parameter;
    for (const store::IndexEntry& one : expected) by_parameter[one.parameter].push_back(one);
    for (const fhir::SearchParameter* parameter : definitions().search_parameters(type("AuditEvent"))) by_parameter[parameter->id];
    for (auto& [parameter, wanted] : by_parameter) {
      const auto found = values.having(parameter);
      ASSERT_TRUE(found.ok());
      std::vector<store::IndexEntry> of_it;
      for (const store::IndexEntry& one : **found) {
        if (one.parameter == parameter) of_it.push_back(one);
      }
      std::ranges::sort(of_it);
      std::ranges::sort(wanted);
      ASSERT_EQ(of_it, wanted) << "parameter " << number_of(parameter) << " of " << values.event().text;
    }
  }
}

TEST_F(LedgerTest, ListsBothInOneOrder) {
  clock_.set_now(1'767'225'600'000);  // 2026-01-01T00:00:00Z
  put_patient("a", "Brennan");
  clock_.advance(1'000);
  access::AuditRecord read = random_record();
  read.action = "read";
  read.resource_type = "Patient";
  read.resource_id = read.patient = "a";
  read.status = 200;
  read.outcome = "success";
  append(read);  // entry-2: the creation's own is the first.
  clock_.advance(1'000);
  const std::string own = store_event("R", "2026-01-01T00:00:01.500Z");  // Whose creation is entry-3.
  clock_.advance(1'000);
  append(read);
  EXPECT_EQ(*search({}).value().total, 5U);
  const std::vector<std::string> newest_first = ids(*search({}));
  EXPECT_THAT(newest_first, ElementsAre("entry-4", own, "entry-3", "entry-2", "entry-1"));
  EXPECT_THAT(ids(*search({{"_sort", "date"}})), ElementsAre("entry-1", "entry-2", own, "entry-3", "entry-4"));
  EXPECT_THAT(ids(*search({{"action", "R"}})), ElementsAre("entry-4", own, "entry-2"));
  EXPECT_THAT(ids(*search({{"action:not", "R"}})), ElementsAre("entry-3", "entry-1"));
  EXPECT_THAT(ids(*search({{"patient", "a"}, {"action", "R"}, {"date", "lt2026-01-01T00:00:01.500Z"}})), ElementsAre("entry-2"));
  EXPECT_THAT(ids(*search({{"patient.name", "brennan"}, {"action", "R"}})), ElementsAre("entry-4", own, "entry-2"));
  EXPECT_THAT(ids(*search({{"patient.name", "other"}})), IsEmpty());
  EXPECT_THAT(ids(*search({{"_id", "entry-3," + own}})), ElementsAre(own, "entry-3"));
  EXPECT_THAT(ids(*search({{"date", "ge2026-01-01T00:00:03Z"}})), ElementsAre("entry-4"));
  EXPECT_THAT(ids(*search({{"_lastUpdated", "lt2026-01-01T00:00:01Z"}})), ElementsAre("entry-1"));
  EXPECT_THAT(ids(*search({{"_content", "client"}})), ElementsAre(own));
  EXPECT_EQ(*search({{"action", "R"}}, {}, true)->total, 3U);
  EXPECT_THAT(search({{"entity:below", "Location/a"}}).error().message, HasSubstr("AuditEvent takes no :above"));
}

/// The same AuditEvents and patients as records of a store whose index finds them.
class Mirror {
 public:
  explicit Mirror(const fhir::ResourceExtractor& extractor) : extractor_(extractor) { EXPECT_TRUE(store_.open_index(extractor).ok()); }

  void put(const Resource& resource) {
    store::Put put;
    put.key = resource.key;
    put.text = resource.text;
    EXPECT_TRUE(extractor_.extract(kPartition, resource.key.type, put.text, put.entries).ok());
    store::WriteSet writes(kPartition);
    writes.puts.push_back(std::move(put));
    clock_.set_now(resource.header.time_ms);
    times_[resource.key.id] = resource.header.time_ms;
    EXPECT_TRUE(loop_.run(store_.commit(std::move(writes), loop_)).ok());
  }
  std::vector<std::string> find(const store::Query& asked) {
    store::Query query = asked;
    query.page.count = 1'000;
    std::vector<std::string> found;
    const Result<store::SearchResult> answer = store_.search(kPartition, store::authorize(query, store::SeesAll()));
    for (const store::Record& record : answer->records) found.push_back(record.key.id);
    return found;
  }
  /// Of entries that were written at one moment the order is not fixed.
  std::vector<std::int64_t> times(const std::vector<std::string>& ids) const {
    std::vector<std::int64_t> times;
    for (const std::string& id : ids) times.push_back(times_.at(id));
    return times;
  }

 private:
  static constexpr store::Partition kPartition = store::Partition::of(1, store::Environment::kTest);
  const fhir::ResourceExtractor& extractor_;
  ManualClock clock_{0};
  store::MemoryStore store_{clock_};
  BlockingLoop loop_;
  std::map<std::string, std::int64_t> times_;
};

TEST_F(LedgerTest, FindsWhatAnIndexWould) {
  put_patient("a", "Brennan");
  put_patient("b", "Costa");
  for (int i = 0; i < 50; ++i) {
    clock_.advance(1 + static_cast<std::int64_t>(pick(3)));
    append(random_record());
    clock_.advance(1);
    if (pick(5) == 0) store_event(pick(2) == 0 ? "R" : "E", fhir::format_instant(clock_.now_ms()), pick(2) == 0 ? "a" : "b");
  }
  Mirror mirror(*extractor_);
  for (const char* id : {"a", "b"}) {
    Session s = session();
    mirror.put(*engine_.read(s, type("Patient"), id));
  }
  const Result<SearchAnswer> everything = search({{"_count", "1000"}, {"_sort", "date"}});
  ASSERT_TRUE(everything.ok());
  ASSERT_GT(everything->resources.size(), 60U);
  for (const Resource& resource : everything->resources) mirror.put(resource);

  const std::vector<std::string> instants = {fhir::format_instant(clock_.now_ms() - 120), fhir::format_instant(clock_.now_ms() - 40)};
  const std::vector<fhir::Parameters> questions = {
      {}, {{"action", "R"}}, {{"action", "R,E"}}, {{"action:not", "E"}}, {{"outcome", "4"}}, {{"outcome", "0"}, {"type", "rest"}},
      {{"patient", "a"}}, {{"patient:missing", "true"}}, {{"entity", "Patient/b"}}, {{"entity", "Encounter/a"}}, {{"entity:identifier", "req_1"}},
      {{"agent-name", "zoe"}}, {{"agent-name:exact", "key_1"}}, {{"agent:identifier", "user_7"}}, {{"altid", "key_1"}}, {{"address", "127"}},
      {{"agent-role", "admin"}}, {{"subtype", "read"}}, {{"subtype:missing", "true"}}, {{"entity-type", "Patient"}}, {{"entity-role", "1"}},
      {{"entity-name", "apikey"}}, {{"date", "ge" + instants[0]}, {"date", "lt" + instants[1]}}, {{"date", "gt" + instants[1]}},
      {{"date", instants[0]}}, {{"date", "ne" + instants[0]}}, {{"date", "lt2020,gt" + instants[1]}}, {{"_lastUpdated", "ge" + instants[1]}},
      {{"patient.name", "costa"}}, {{"_filter", "action eq R or outcome eq 8"}}, {{"_content", "curl"}}, {{"_id", "entry-3,entry-9"}}};
  for (const fhir::Parameters& question : questions) {
    for (const std::string order : {"", "date", "-date", "action", "-outcome,date", "agent-name", "_id", "-_lastUpdated", "patient,-action"}) {
      fhir::Parameters asked = question;
      if (!order.empty()) asked.push_back({"_sort", order});
      const std::string said = (question.empty() ? "" : question.front().first + "=" + question.front().second) + " by " + order;
      const Result<fhir::ParsedSearch> parsed = fhir::parse_search(definitions(), type("AuditEvent"), asked);
      ASSERT_TRUE(parsed.ok()) << said << parsed.error().message;
      std::vector<std::string> wanted = mirror.find(parsed->query);
      asked.push_back({"_count", "9"});
      std::vector<std::string> found = walk(asked);
      ASSERT_TRUE(order == "_id" || mirror.times(found) == mirror.times(wanted)) << said;
      std::ranges::sort(found);
      std::ranges::sort(wanted);
      ASSERT_EQ(found, wanted) << said;
    }
  }
}

TEST_F(LedgerTest, AWalkSeesOneMoment) {
  put_patient("a", "Brennan");
  for (int i = 0; i < 40; ++i) {
    clock_.advance(1);
    append(random_record());
  }
  store_event("R", "2026-01-01T00:00:00Z");
  for (const std::string order : {"-date", "date", "action", "-_lastUpdated"}) {
    const std::uint64_t total = *search({})->total;
    std::vector<std::string> found = walk({{"_count", "3"}, {"_sort", order}}, [this] {
      clock_.advance(1);
      append(random_record());
      store_event("E", "2020-01-01T00:00:00Z");
    });
    EXPECT_EQ(found.size(), total) << order;
    std::ranges::sort(found);
    EXPECT_EQ(std::unique(found.begin(), found.end()), found.end()) << order;
  }
  // Without a total first, then with one; and cursors of other questions.
  const Result<SearchAnswer> uncounted = search({{"_count", "3"}, {"_total", "none"}});
  EXPECT_FALSE(uncounted->total.has_value());
  EXPECT_EQ(search({{"_count", "3"}}, uncounted->next)->total, search({})->total);
  EXPECT_EQ(search({{"_count", "3"}, {"action", "R"}}, uncounted->next).error().code, "INVALID_CURSOR");
  EXPECT_EQ(search({{"_count", "3"}}, "x").error().code, "INVALID_CURSOR");
}

TEST_F(LedgerTest, AnOffsetLeavesOutRowsOfBoth) {
  put_patient("a", "Brennan");
  for (int i = 0; i < 10; ++i) {
    clock_.advance(1);
    append(random_record());
    clock_.advance(1);
    store_event("R", "2026-01-01T00:00:00Z");
  }
  const std::vector<std::string> all = walk({{"_count", "100"}});
  for (const std::uint64_t offset : {0U, 1U, 7U, 30U, 31U, 50U}) {
    store::Query query;
    query.types = {type("AuditEvent")};
    query.page = {4, {}, offset};
    Session s = session();
    const Result<SearchAnswer> answer = engine_.search(s, {query});
    ASSERT_TRUE(answer.ok());
    const std::size_t begin = std::min<std::size_t>(offset, all.size());
    const std::size_t end = std::min<std::size_t>(begin + 4, all.size());
    EXPECT_EQ(ids(*answer), std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)));
    EXPECT_EQ(answer->next.empty(), end == all.size());
  }
}

TEST_F(LedgerTest, IsReadByIdAndNeverChanged) {
  append(random_record());
  Session s = session();
  const Result<Resource> read = engine_.read(s, type("AuditEvent"), "entry-1");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->text, HasSubstr(R"("versionId":"1")"));
  EXPECT_TRUE(engine_.vread(s, type("AuditEvent"), "entry-1", Version{1}).ok());
  EXPECT_EQ(engine_.vread(s, type("AuditEvent"), "entry-1", Version{2}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(engine_.read(s, type("AuditEvent"), "entry-2").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(engine_.read(s, type("Patient"), "entry-1").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(engine_.header(s, type("AuditEvent"), "entry-1").ok());
  EXPECT_EQ(engine_.history(s, {type("AuditEvent"), "entry-1", {}, {}, {}, 10, {}})->records.size(), 1U);

  EXPECT_EQ(loop_.run(engine_.remove(s, type("AuditEvent"), "entry-1")).error().kind, ErrorKind::kForbidden);
  EXPECT_EQ(loop_.run(engine_.remove(s, type("AuditEvent"), "entry-2"))->effect, WriteEffect::kUnchanged);
  Transaction transaction;
  transaction.entries.push_back({EntryKind::kDelete, type("AuditEvent"), "entry-1"});
  EXPECT_EQ(loop_.run(engine_.transaction(s, transaction)).error().kind, ErrorKind::kForbidden);
}

TEST_F(LedgerTest, IsShownToWhoMaySeeAuditEventsOfThePartition) {
  append(random_record());
  ASSERT_TRUE(store_.append_audit(store::Partition::of(2, store::Environment::kTest), access::encode(random_record())).ok());
  EXPECT_EQ(search({})->total, 1U);
  caller_.kind = access::CallerKind::kUser;
  for (const auto& [role, sees] : {std::pair(access::Role::kAdmin, true), {access::Role::kAuditor, true}, {access::Role::kPractitioner, false}}) {
    caller_.role = role;
    EXPECT_EQ(search({}).ok(), sees);
    Session s = session();
    EXPECT_EQ(engine_.read(s, type("AuditEvent"), "entry-1").ok(), sees);
  }
}

TEST_F(NarrowLedgerTest, AnUnboundedSearchOfALongLedgerIsRefused) {
  const std::int64_t begin_ms = clock_.now_ms();
  for (int i = 0; i < 11; ++i) {
    append(random_record());
    clock_.advance(1'000);
  }
  EXPECT_EQ(search({})->total, 11U) << "nothing has to be read to count everything";
  EXPECT_EQ(search({{"action", "R"}}).error().code, "TOO_COSTLY");
  EXPECT_EQ(search({{"_sort", "action"}}).error().code, "TOO_COSTLY");
  EXPECT_TRUE(search({{"action", "R"}, {"date", "ge" + fhir::format_instant(begin_ms + 1'000)}}).ok());
}

}  // namespace
}  // namespace osler::engine
