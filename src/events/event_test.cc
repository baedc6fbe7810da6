#include "events/event.h"

#include <gtest/gtest.h>

#include <set>

#include "events/events_bench_test.h"

namespace osler::events {
namespace {

store::Change change_of(const std::string& type, const std::string& id, store::Action action) {
  store::Change change{store::Partition::of(1, store::Environment::kLive), {*definitions().resource_type(type), id}, {}};
  change.header.action = action;
  change.header.position = {42};
  change.header.time_ms = 1'790'000'000'123;
  return change;
}

TEST(Event, NamesRecordsAsTheSimplifiedApiDoes) {
  EXPECT_EQ(event_name(names(), change_of("Patient", "a", store::Action::kCreate)), "patient.created");
  EXPECT_EQ(event_name(names(), change_of("ClinicalImpression", "a", store::Action::kUpdate)), "assessment.updated");
  EXPECT_EQ(event_name(names(), change_of("Procedure", "a", store::Action::kDelete)), "procedure.deleted");
  EXPECT_EQ(event_name(names(), change_of("FamilyMemberHistory", "a", store::Action::kDelete)), "family-member-history.deleted");
}

TEST(Event, HoldsIdsOnly) {
  const EventIds ids("key");
  EXPECT_EQ(event_json(names(), ids, "org_1", change_of("Patient", "abc", store::Action::kCreate)),
            R"({"id":")" + ids.make({42}) +
                R"(","event":"patient.created","timestamp":"2026-09-21T14:13:20.123Z","data":{"resourceType":"patient",)"
                R"("resourceId":"pt_abc","action":"created","tenantId":"org_1","environment":"live"}})");
  EXPECT_NE(event_json(names(), ids, "org_1", change_of("Procedure", "abc", store::Action::kCreate)).find("\"Procedure/abc\""),
            std::string::npos);
}

TEST(EventIds, AreStableOpaqueAndUnforgeable) {
  const EventIds ids("key");
  const EventIds others("another key");
  std::set<std::string> seen;
  for (std::uint64_t number : {0ULL, 1ULL, 2ULL, 77ULL, 1ULL << 40U, ~0ULL}) {
    const std::string id = ids.make({number});
    EXPECT_EQ(id.size(), 36U);
    EXPECT_TRUE(seen.insert(id).second);
    EXPECT_EQ(ids.read(id), store::Position{number});
    EXPECT_EQ(others.read(id), std::nullopt);
    for (std::size_t i = 4; i < id.size(); ++i) {
      for (const char other : {id[i] == '0' ? '1' : '0', 'x', 'A'}) {
        std::string forged = id;
        forged[i] = other;
        EXPECT_EQ(ids.read(forged), std::nullopt) << forged;
      }
    }
  }
  for (const char* bad : {"", "evt_", "evt_12", "job_00000000000000000000000000000000"}) EXPECT_EQ(ids.read(bad), std::nullopt);
}

TEST(EventPattern, MatchesWhatItNames) {
  const store::Change created = change_of("Patient", "a", store::Action::kCreate);
  for (const char* pattern : {"*", "patient.*", "patient.created"}) {
    EXPECT_TRUE(parse_pattern(names(), pattern)->matches(created)) << pattern;
  }
  for (const char* pattern : {"patient.updated", "patient.deleted", "assessment.*", "procedure.created"}) {
    EXPECT_FALSE(parse_pattern(names(), pattern)->matches(created)) << pattern;
  }
}

TEST(EventPattern, RefusesWhatNamesNothing) {
  for (const auto& [pattern, hint] : {std::pair{"patients.created", "did you mean patient?"}, {"patient.create", "did you mean created?"},
                                      {"patient", "patient.created"}, {"", "patient.created"}, {"*.created", "unknown resource"},
                                      {"Patient.created", "did you mean patient?"}, {"clinical-impression.created", "unknown resource"}}) {
    const Result<EventPattern> parsed = parse_pattern(names(), pattern);
    ASSERT_FALSE(parsed.ok()) << pattern;
    EXPECT_NE(parsed.error().message.find(hint), std::string::npos) << parsed.error().message;
  }
}

}  // namespace
}  // namespace osler::events
