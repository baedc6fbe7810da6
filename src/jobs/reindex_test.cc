#include "jobs/reindex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/engine.h"
#include "fhir/search/search_parser.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::jobs {
namespace {

using testing::SizeIs;

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

class ReindexTest : public testing::Test {
 protected:
  ReindexTest() : extractor_(*fhir::ResourceExtractor::create(definitions())) {
    rooms().attach(store_);
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    caller_ = access::system_caller({1, "org_1", "One", ""}, store::Environment::kLive);
  }

  fhir::ParameterRooms& rooms() const { return extractor_->parameters(); }
  void put(std::string_view type_name, const std::string& id, const std::string& text) {
    engine::Session session{caller_, loop_, parser_, "fhir", "", {}};
    const auto tree = parser_.parse(json::PaddedBytes(text), definitions().names());
    const auto written = loop_.run(engine_.update(session, *definitions().resource_type(type_name), id, *tree));
    EXPECT_TRUE(written.ok()) << written.error().message;
  }
  void put_patients(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string id = "p" + std::to_string(i);
      put("Patient", id, R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":"Lee"}]})");
    }
  }
  void put_parameter(const std::string& code, const std::string& expression = "Patient.name.family", const std::string& status = "active") {
    put("SearchParameter", code,
        R"({"resourceType":"SearchParameter","id":")" + code + R"(","url":"urn:test:)" + code + R"(","name":"x","status":")" + status +
            R"(","description":"d","code":")" + code + R"(","base":["Patient"],"type":"string","expression":")" + expression + "\"}");
  }
  Status ensure(Reindexer& reindexer) { return loop_.run(reindexer.ensure(caller_.organization, caller_.environment, loop_)); }

  fhir::OwnState state_of(const std::string& code) {
    const auto own = *rooms().of(caller_.partition());
    for (const fhir::OwnParameter& one : own->all()) {
      if (one.resource_id == code) return one.state;
    }
    return fhir::OwnState::kRetired;
  }
  template <class Condition>
  static bool eventually(Condition holds) {
    for (int i = 0; i < 2'000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return holds();
  }
  bool becomes_ready(const std::string& code) {
    return eventually([&] { return state_of(code) == fhir::OwnState::kReady; });
  }
  std::uint64_t found(const std::string& code) {
    engine::Session session{caller_, loop_, parser_, "fhir", "", {}};
    const auto own = *engine_.parameters(session);
    const auto read = fhir::parse_search(own->definitions(), *definitions().resource_type("Patient"), {{code, "lee"}});
    return *engine_.search(session, {read->query, false})->total;
  }
  JobState only_job() {
    const auto jobs = *jobs_.list("org_1", 10);
    EXPECT_THAT(jobs, SizeIs(1));
    return *jobs_.find("org_1", jobs.front().id);
  }

  SystemClock clock_;
  SystemRng rng_;
  std::unique_ptr<fhir::ResourceExtractor> extractor_;
  access::Policy policy_{definitions()};
  store::MemoryStore store_{clock_};
  engine::Engine engine_{definitions(), *extractor_, policy_, store_, clock_, rng_, {}};
  Jobs jobs_{store_, clock_, rng_};
  access::Caller caller_;
  BlockingLoop loop_;
  json::Parser parser_;
};

TEST_F(ReindexTest, MakesReadyWhatWasStoredBefore) {
  put_patients(25);
  put_parameter("surname");
  Reindexer reindexer(jobs_, definitions(), rooms(), {4});
  ASSERT_TRUE(ensure(reindexer).ok());
  JobRunner runner(jobs_, {});
  runner.add(reindexer.kind());
  runner.start();
  ASSERT_TRUE(becomes_ready("surname"));
  EXPECT_EQ(found("surname"), 25U);
  ASSERT_TRUE(eventually([&] { return only_job().job.status == JobStatus::kCompleted; }));
  EXPECT_EQ(only_job().progress.processed, 25U);
  EXPECT_EQ(only_job().job.partition(), caller_.partition());
}

TEST_F(ReindexTest, WaitsForWritersWhoDoNotKnowTheParameter) {
  auto lease = *rooms().of(caller_.partition());
  put_parameter("surname");
  Reindexer reindexer(jobs_, definitions(), rooms(), {4});
  ASSERT_TRUE(ensure(reindexer).ok());
  JobRunner runner(jobs_, {});
  runner.add(reindexer.kind());
  runner.start();
  ASSERT_TRUE(eventually([&] { return only_job().job.status == JobStatus::kProcessing; }));
  // A writer who began before commits only now, without entries of the parameter.
  store::WriteSet late(caller_.partition());
  const std::string text = R"({"resourceType":"Patient","id":"late","name":[{"family":"Lee"}]})";
  late.puts.push_back({{*definitions().resource_type("Patient"), "late"}, store::ExpectAny{}, text, 0, {}});
  ASSERT_TRUE(loop_.run(store_.commit(std::move(late), loop_)).ok());
  EXPECT_EQ(state_of("surname"), fhir::OwnState::kBuilding);
  lease.reset();
  ASSERT_TRUE(becomes_ready("surname"));
  EXPECT_EQ(found("surname"), 1U);
}

TEST_F(ReindexTest, GoesOnWhereItWasStopped) {
  constexpr int kPatients = 6'000;  // So many that the sweep, one by one, is still far from its end when it is told to stop.
  put_patients(kPatients);
  put_parameter("surname");
  {
    Reindexer reindexer(jobs_, definitions(), rooms(), {1});
    ASSERT_TRUE(ensure(reindexer).ok());
    JobRunner runner(jobs_, {});
    runner.add(reindexer.kind());
    runner.start();
    ASSERT_TRUE(eventually([&] { return only_job().progress.processed >= 3; }));
    runner.stop();
  }
  const JobState stopped = only_job();
  ASSERT_LT(stopped.progress.processed, kPatients);
  EXPECT_EQ(state_of("surname"), fhir::OwnState::kBuilding);
  Reindexer reindexer(jobs_, definitions(), rooms(), {1'000});
  ASSERT_TRUE(reindexer.open().ok());
  ASSERT_TRUE(ensure(reindexer).ok());
  JobRunner runner(jobs_, {});
  runner.add(reindexer.kind());
  runner.start();
  ASSERT_TRUE(becomes_ready("surname"));
  ASSERT_TRUE(eventually([&] { return only_job().job.status == JobStatus::kCompleted; })) << "no second job was made";
  EXPECT_EQ(only_job().progress.processed, std::uint64_t{kPatients}) << "nothing was looked at twice";
  EXPECT_EQ(found("surname"), std::uint64_t{kPatients});
}

TEST_F(ReindexTest, LeavesOutWhatWasRetiredMeanwhile) {
  put_patients(5);
  put_parameter("surname");
  put_parameter("given-name", "Patient.name.given");
  Reindexer reindexer(jobs_, definitions(), rooms(), {1});
  ASSERT_TRUE(ensure(reindexer).ok());
  put_parameter("given-name", "Patient.name.given", "retired");
  JobRunner runner(jobs_, {});
  runner.add(reindexer.kind());
  runner.start();
  ASSERT_TRUE(becomes_ready("surname"));
  EXPECT_EQ(state_of("given-name"), fhir::OwnState::kRetired);
  EXPECT_EQ(found("surname"), 5U);
}

TEST_F(ReindexTest, HasOneJobForAParameter) {
  put_parameter("surname");
  Reindexer reindexer(jobs_, definitions(), rooms(), {});
  ASSERT_TRUE(ensure(reindexer).ok());
  ASSERT_TRUE(ensure(reindexer).ok());
  EXPECT_THAT(*jobs_.open_keys(), SizeIs(1));
  Reindexer later(jobs_, definitions(), rooms(), {});
  ASSERT_TRUE(later.open().ok());
  ASSERT_TRUE(ensure(later).ok());
  EXPECT_THAT(*jobs_.open_keys(), SizeIs(1));
  put_parameter("given-name", "Patient.name.given");
  ASSERT_TRUE(ensure(later).ok());
  EXPECT_THAT(*jobs_.open_keys(), SizeIs(2));
  put_parameter("surname", "Patient.name.text", "draft");
  put_parameter("given-name", "Patient.name.given", "draft");
  Reindexer third(jobs_, definitions(), rooms(), {});
  ASSERT_TRUE(ensure(third).ok());
  EXPECT_THAT(*jobs_.open_keys(), SizeIs(2)) << "nothing is left to be built";
}

}  // namespace
}  // namespace osler::jobs
