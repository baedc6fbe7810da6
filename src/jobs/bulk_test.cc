#include "jobs/bulk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "jobs/bulk_files.h"
#include "jobs/import_checkpoint.h"
#include "jobs/ndjson_reader.h"
#include "jobs/purged_files.h"

namespace osler::jobs {
namespace {

class Folder : public testing::Test {
 protected:
  Folder() : path_(std::filesystem::path(testing::TempDir()) / ("osler_bulk_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() override { std::filesystem::remove_all(path_); }

  std::filesystem::path file(std::string_view content) const {
    const std::filesystem::path name = path_ / "lines.ndjson";
    std::ofstream(name, std::ios::binary) << content;
    return name;
  }
  static std::string content_of(const std::filesystem::path& name) {
    std::stringstream text;
    text << std::ifstream(name).rdbuf();
    return text.str();
  }

  std::filesystem::path path_;
};

using NdjsonReaderTest = Folder;
using BulkFilesTest = Folder;

TEST_F(BulkFilesTest, KnowWhetherTheyNameAnId) {
  const PurgedIds ids{"a1", "b-2.c"};
  for (const char* text : {R"({"id":"a1"})", "Patient/a1", "x a1", "a1", R"({"reference":"Patient/b-2.c/_history/1"})"}) {
    EXPECT_TRUE(names_one_in_file(file(text), ids)) << text;
    EXPECT_TRUE(names_one(text, ids)) << text;
  }
  for (const char* text : {"", "a11", "xa1", "a1.", "A1", "b-2", "a 1"}) {
    EXPECT_FALSE(names_one_in_file(file(text), ids)) << text;
    EXPECT_FALSE(names_one(text, ids)) << text;
  }
  EXPECT_TRUE(names_one_in_file(file(std::string(64 * 1024 - 1, ' ') + "a1 "), ids)) << "over the end of what is read at once";
  EXPECT_FALSE(names_one_in_file(file(std::string(1 << 20, 'a')), ids));
  EXPECT_FALSE(names_one_in_file(path_ / "none", ids));
}

TEST_F(NdjsonReaderTest, ReadsLinesFromAnyOffset) {
  const auto name = file("one\r\n\n  \ntwo\nlast");
  std::vector<std::string> texts;
  std::vector<std::uint64_t> ends;
  auto reader = NdjsonReader::open(name, 0, 100);
  while (const auto line = reader->next()) {
    texts.push_back(line->is_blank ? "(blank)" : line->text);
    ends.push_back(line->end);
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"one\r", "(blank)", "(blank)", "two", "last"}));
  EXPECT_EQ(ends.back(), 17U);
  auto later = NdjsonReader::open(name, ends[2], 100);
  EXPECT_EQ(later->next()->text, "two");
  EXPECT_FALSE(NdjsonReader::open(path_ / "absent", 0, 100).ok());
}

TEST_F(NdjsonReaderTest, PassesOverLinesThatAreTooLong) {
  const auto name = file("12345\n123456\n1\n");
  auto reader = NdjsonReader::open(name, 0, 5);
  EXPECT_EQ(reader->next()->text, "12345");
  const auto line = reader->next();
  EXPECT_TRUE(line->is_too_long);
  EXPECT_TRUE(line->text.empty());
  EXPECT_EQ(reader->next()->text, "1");
  EXPECT_FALSE(reader->next());
}

TEST(LineCount, CountsWhatHoldsAnything) {
  for (const auto& [text, lines] : {std::pair{"", 0U}, {"\n \n\t\r\n", 0U}, {"a", 1U}, {"a\n", 1U}, {"a\n\nbb\r\n ", 2U}}) {
    EXPECT_EQ(count_lines(text).lines, lines) << text;
    LineCounter in_pieces;
    for (const char& c : std::string_view(text)) in_pieces.add({&c, 1});
    EXPECT_EQ(in_pieces.count().lines, lines) << text;
  }
  EXPECT_EQ(count_lines("a\nbcd\n").longest_bytes, 3U);
}

TEST_F(BulkFilesTest, KeepRemoveAndTidy) {
  const auto files = BulkFiles::open(path_ / "bulk");
  ASSERT_TRUE(files.ok());
  for (const char* job : {"job_1", "job_2", "job_3"}) ASSERT_TRUE(files->keep(job, "{}\n").ok());
  EXPECT_EQ(content_of(files->path_of("job_1")), "{}\n");
  ASSERT_TRUE(files->keep("job_1", "x").ok());
  EXPECT_EQ(content_of(files->path_of("job_1")), "x");
  ASSERT_TRUE(GrowingFile::open(files->path_of("job_1", "errors-0"), 0).ok());
  ASSERT_TRUE(GrowingFile::open(files->path_of("job_2", "errors-0"), 0).ok());
  ASSERT_TRUE(GrowingFile::open(files->path_of("job_3", "errors-0"), 0).ok());
  files->remove("job_1");
  files->remove_others({"job_1", "job_3"});
  EXPECT_TRUE(std::filesystem::exists(files->path_of("job_1", "errors-0")));
  EXPECT_FALSE(std::filesystem::exists(files->path_of("job_2", "errors-0")));
  files->remove_all("job_1");
  EXPECT_FALSE(std::filesystem::exists(files->path_of("job_1", "errors-0")));
  EXPECT_TRUE(std::filesystem::exists(files->path_of("job_3", "errors-0")));
  EXPECT_FALSE(std::filesystem::exists(files->path_of("job_1")));
  EXPECT_FALSE(std::filesystem::exists(files->path_of("job_2")));
  EXPECT_TRUE(std::filesystem::exists(files->path_of("job_3")));
}

TEST_F(BulkFilesTest, GrowFromWhatIsKnownToBeWhole) {
  const auto name = file("whole|torn");
  auto growing = GrowingFile::open(name, 6);
  ASSERT_TRUE(growing.ok());
  ASSERT_TRUE(growing->append("next").ok());
  ASSERT_TRUE(growing->sync().ok());
  EXPECT_EQ(growing->bytes(), 10U);
  EXPECT_EQ(content_of(name), "whole|next");
  EXPECT_EQ(GrowingFile::open(name, 11).error().kind, ErrorKind::kInternal);
}

TEST(Bulk, RequestsAndCheckpointsReadBack) {
  const ExportRequest asked{{"Patient", "Encounter"}, 1'790'000'000'123, true, {true}};
  const auto read = decode_export(encode(asked));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->types, asked.types);
  EXPECT_EQ(read->since_ms, asked.since_ms);
  EXPECT_TRUE(read->is_simplified && read->rights.sees_restricted);
  EXPECT_EQ(read->level, ExportLevel::kAll);
  const auto import = decode_import(encode(ImportRequest{{{"Patient", {}}}, 7, {false}}));
  ASSERT_EQ(import->inputs.size(), 1U);
  EXPECT_EQ(import->inputs[0].type, "Patient");
  EXPECT_FALSE(import->caller);
  EXPECT_EQ(import->lines, 7U);
  EXPECT_FALSE(import->rights.sees_restricted);
  const ExportCheckpoint made{{{"Patient", 100, 3}, {"Encounter", 5'000'000'000, 4}}, std::string("\x01\0\x0f\"\xb7\x98\xff", 7), false};
  ExportCheckpoint with_deleted = made;
  with_deleted.segments.push_back({"Bundle", 7, 1, true});
  const auto all = decode_checkpoint(encode(with_deleted));
  EXPECT_TRUE(all->segments[2].is_of_deleted && !all->segments[0].is_of_deleted);
  const auto checkpoint = decode_checkpoint(encode(made));
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->bytes(), 5'000'000'100U);
  EXPECT_EQ(checkpoint->cursor, made.cursor);
  EXPECT_EQ(checkpoint->segments[1].type, "Encounter");
  EXPECT_EQ(checkpoint->segments[1].records, 4U);
  // As it is kept: inside a job's progress, which must be text.
  JobProgress progress;
  progress.checkpoint = encode(made);
  EXPECT_EQ(decode_progress(encode(progress))->checkpoint, progress.checkpoint);
  EXPECT_TRUE(decode_checkpoint("")->segments.empty());
  EXPECT_FALSE(decode_checkpoint("nonsense").ok());
}

TEST(Bulk, RequestsOfAPersonReadBack) {
  access::Caller caller;
  caller.kind = access::CallerKind::kUser;
  caller.id = "user_1";
  caller.email = "ann@example.org";
  caller.role = access::Role::kPractitioner;
  caller.practitioner_id = "p1";
  caller.sees_restricted = true;
  caller.organization = {7, "org_7", "Seven", "org_1"};
  caller.environment = store::Environment::kLive;
  const ExportRequest asked{{"Patient"}, {}, false, {true}, ExportLevel::kPatients, {"a", "b"}, caller, "http://localhost/api/fhir/Group/g/$export"};
  const auto read = decode_export(encode(asked));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->level, ExportLevel::kPatients);
  EXPECT_EQ(read->patients, asked.patients);
  EXPECT_EQ(read->question, asked.question);
  EXPECT_TRUE(read->filters.empty() && read->remarks.empty() && read->elements.empty() && !read->lists_deleted());
  ExportRequest narrow = asked;
  narrow.filters = {"Patient?active=true", "Patient?name=\"a,b\""};
  narrow.elements = "id,Patient.name";
  narrow.remarks = {"left out"};
  narrow.base_url = "http://localhost/api/fhir";
  narrow.associated = Associated::kRelevant;
  narrow.since_ms = 5;
  const auto again = decode_export(encode(narrow));
  EXPECT_EQ(std::tie(again->filters, again->elements, again->remarks, again->base_url), std::tie(narrow.filters, narrow.elements, narrow.remarks, narrow.base_url));
  EXPECT_TRUE(again->lists_deleted());
  EXPECT_EQ(again->associated, Associated::kRelevant);
  EXPECT_EQ(read->associated, Associated::kNone);
  const ImportRequest asked_import{{{"Patient", "https://h/p?s=1"}, {{}, {}}}, 7, {true}, caller, "http://localhost/api/fhir/$import", "http://localhost/api/fhir"};
  const auto import = decode_import(encode(asked_import));
  ASSERT_TRUE(import.ok());
  ASSERT_EQ(import->inputs.size(), 2U);
  EXPECT_EQ(import->inputs[0].url, "https://h/p?s=1");
  EXPECT_TRUE(import->inputs[1].type.empty() && import->inputs[1].url.empty());
  EXPECT_EQ(import->caller->id, "user_1");
  EXPECT_EQ(std::tie(import->question, import->base_url), std::tie(asked_import.question, asked_import.base_url));
  ASSERT_TRUE(read->caller);
  EXPECT_EQ(read->caller->kind, access::CallerKind::kUser);
  EXPECT_EQ(std::tie(read->caller->id, read->caller->email, read->caller->practitioner_id), std::tie(caller.id, caller.email, caller.practitioner_id));
  EXPECT_EQ(read->caller->role, caller.role);
  EXPECT_TRUE(read->caller->sees_restricted && !read->caller->may_write);
  EXPECT_EQ(read->caller->partition(), caller.partition());
  EXPECT_FALSE(decode_export(encode(ExportRequest{{"Patient"}, {}, false, {true}}))->caller) << "the key's rights stand for it";
}

TEST(Bulk, PlacesOfImportsReadBack) {
  ImportCheckpoint at;
  at.results = {{{{"Patient", 3}, {"Observation", 5'000'000'000}}, 2, 300}, {}};
  at.is_there = true;
  at.attempts = 2;
  at.offset = 7'000'000'000;
  at.line = 12;
  at.waiting_bytes = 99;
  at.pass = 3;
  at.written_before = 8;
  at.is_last = true;
  const auto read = decode_import_checkpoint(encode(at));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->results.size(), 2U);
  EXPECT_EQ(read->results[0].written, at.results[0].written);
  EXPECT_EQ(std::tie(read->results[0].errors, read->results[0].error_bytes), std::tie(at.results[0].errors, at.results[0].error_bytes));
  EXPECT_EQ(std::tie(read->is_there, read->attempts, read->offset, read->line, read->waiting_bytes), std::tie(at.is_there, at.attempts, at.offset, at.line, at.waiting_bytes));
  EXPECT_EQ(std::tie(read->pass, read->written_before, read->is_last, read->is_done), std::tie(at.pass, at.written_before, at.is_last, at.is_done));
  EXPECT_EQ(read->written(), 5'000'000'003U);
  const auto older = decode_import_checkpoint("123 45");
  EXPECT_EQ(older->offset, 123U);
  EXPECT_EQ(older->line, 45U);
  EXPECT_TRUE(older->is_there && older->results.size() == 1);
  EXPECT_TRUE(decode_import_checkpoint("")->results.empty());
  EXPECT_EQ(decode_import_checkpoint("{nonsense").error().kind, ErrorKind::kInternal);
}

TEST(Bulk, JobsHaveTheRightsOfTheKeyThatAsked) {
  Job job;
  job.actor = "key_1";
  job.organization = "org_7";
  job.organization_number = 7;
  job.environment = store::Environment::kLive;
  const access::Caller caller = caller_of(job, {false});
  EXPECT_EQ(caller.partition(), store::Partition::of(7, store::Environment::kLive));
  EXPECT_EQ(caller.organization.id, "org_7");
  EXPECT_FALSE(caller.sees_restricted);
  EXPECT_TRUE(caller_of(job, {true}).sees_restricted);
}

}  // namespace
}  // namespace osler::jobs
