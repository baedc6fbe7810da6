#include "jobs/import_batch.h"

#include <gtest/gtest.h>

namespace osler::jobs {
namespace {

const fhir::Definitions& known_types() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

ImportBatch batch_of(std::size_t lines) {
  ImportBatch batch;
  for (std::size_t i = 0; i < lines; ++i) batch.add({0, i + 1, *known_types().resource_type("Observation"), "o" + std::to_string(i), "{}", false});
  return batch;
}

Error refused(std::vector<Issue> issues) { return {ErrorKind::kUnprocessable, "refused", {}, std::move(issues)}; }
Issue about(std::size_t entry, std::string rule) {
  return {Severity::kError, IssueType::kNotFound, "what is wrong", "Bundle.entry[" + std::to_string(entry) + "].resource.subject", std::move(rule)};
}
Error unchanged(const ImportLine&, Error error) { return error; }

TEST(ImportBatch, BecomesOneTransaction) {
  ImportBatch batch = batch_of(2);
  batch.lines[1].id.clear();
  const engine::Transaction all = batch.transaction();
  ASSERT_EQ(all.entries.size(), 2U);
  EXPECT_EQ(all.entries[0].kind, engine::EntryKind::kUpdate);
  EXPECT_EQ(all.entries[0].id, "o0");
  EXPECT_EQ(all.entries[1].kind, engine::EntryKind::kCreate);
  EXPECT_EQ(all.entries[1].index, 1U);
}

TEST(ImportBatch, KnowsWhichRecordsItHas) {
  ImportBatch batch = batch_of(1);
  ImportLine line{0, 9, *known_types().resource_type("Observation"), "o0", {}, false};
  EXPECT_TRUE(batch.has(line));
  line.type = *known_types().resource_type("Patient");
  EXPECT_FALSE(batch.has(line)) << "ids are of a type";
  line.id.clear();
  EXPECT_FALSE(batch.has(line));
}

TEST(ImportBatch, LeavesOutWhatTheEngineNames) {
  ImportBatch batch = batch_of(4);
  batch.leave_out(refused({about(1, "reference.exists"), about(3, "reference.exists"), about(3, "ele-1"), about(9, "ele-1")}), true, known_types(), unchanged);
  ASSERT_EQ(batch.lines.size(), 2U);
  EXPECT_EQ(batch.lines[0].number, 1U);
  EXPECT_EQ(batch.lines[1].number, 3U);
  ASSERT_EQ(batch.waiting.size(), 1U);
  EXPECT_EQ(batch.waiting[0].number, 2U) << "it lacks only what it refers to";
  ASSERT_EQ(batch.faults.size(), 1U);
  EXPECT_EQ(batch.faults[0].number, 4U) << "waiting would not help";
  ASSERT_EQ(batch.faults[0].error.issues.size(), 2U);
  EXPECT_EQ(batch.faults[0].error.issues[0].expression, "Observation.subject") << "as if it had been sent alone";
}

TEST(ImportBatch, LetsNothingWaitThatMayNot) {
  ImportBatch batch = batch_of(2);
  batch.leave_out(refused({about(0, "reference.exists")}), false, known_types(), unchanged);
  EXPECT_TRUE(batch.waiting.empty());
  EXPECT_EQ(batch.faults.size(), 1U);
  EXPECT_EQ(batch.lines.size(), 1U);
}

TEST(ImportBatch, LeavesOutAllForWhatIsOfNone) {
  ImportBatch batch = batch_of(3);
  batch.leave_out(Error{ErrorKind::kForbidden, "not permitted", {}, {}}, true, known_types(), unchanged);
  EXPECT_TRUE(batch.lines.empty());
  EXPECT_TRUE(batch.waiting.empty());
  ASSERT_EQ(batch.faults.size(), 3U);
  EXPECT_EQ(batch.faults[2].error.message, "not permitted");
}

}  // namespace
}  // namespace osler::jobs
