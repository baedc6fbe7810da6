// The model check: random queries over synthetic and published resources, answered by both stores through the parser and
// the index, and by the naive evaluator that knows neither. OSLER_SEED repeats a run, OSLER_LONG asks 50,000 questions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "base/loop.h"
#include "fhir/model/published_data.h"
#include "fhir/search/random_search_test.h"
#include "fhir/search/resource_extractor.h"
#include "fhir/search/search_parser.h"
#include "json/parser.h"
#include "store/memory/memory_store.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::fhir {
namespace {

using naive::Document;
using Documents = std::vector<std::unique_ptr<Document>>;

constexpr store::Partition kPartition = store::Partition::of(1, store::Environment::kTest);

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

bool is_long() {
  const char* set = std::getenv("OSLER_LONG");
  return set != nullptr && *set != '\0';
}

std::uint64_t seed() {
  static const std::uint64_t kSeed = [] {
    const char* given = std::getenv("OSLER_SEED");
    const std::uint64_t chosen = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("             seed %llu (repeat with OSLER_SEED)\n", static_cast<unsigned long long>(chosen));
    return chosen;
  }();
  return kSeed;
}

void add(Documents& documents, std::string text) {
  json::Parser parser;
  Result<json::Tree> tree = parser.parse(json::PaddedBytes(text), definitions().names());
  ASSERT_TRUE(tree.ok()) << text;
  auto document = std::make_unique<Document>();
  document->type = definitions().resource_type(tree->root().member("resourceType").text()).value_or(TypeId::kNone);
  document->id = tree->root().member("id").text();
  document->text = std::move(text);
  document->tree = std::move(*tree);
  const bool known = std::any_of(documents.begin(), documents.end(), [&](const auto& other) { return other->type == document->type && other->id == document->id; });
  if (!known && document->type != TypeId::kNone && !document->id.empty()) documents.push_back(std::move(document));
}

/// Both stores with the same versions in them: some records were something else before, some are gone.
class Stores {
 public:
  explicit Stores(const Documents& documents) : rocks_(store::RocksStore::open(directory_.path(), {}, clock_).value()) {
    EXPECT_TRUE(memory_.open_index(*extractor_).ok());
    EXPECT_TRUE(rocks_->open_index(*extractor_).ok());
    for (std::size_t i = 0; i < documents.size(); i += 5) put(*documents[i], documents[(i * 7 + 3) % documents.size()]->tree.root());
    for (const auto& document : documents) put(*document, document->tree.root());
    for (std::size_t i = 0; i < documents.size(); i += 9) remove({documents[i]->type, "gone-" + documents[i]->id}, documents[i]->tree.root());
  }

  /// Ids found by each store, sorted; the totals and the pages must agree with them.
  std::vector<std::string> find(store::Store& from, const store::Query& asked) {
    store::Query query = asked;
    query.page.count = 97;
    std::vector<std::string> ids;
    while (true) {
      Result<store::SearchResult> found = from.search(kPartition, store::authorize(query, store::SeesAll()));
      EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message);
      if (!found.ok()) return ids;
      for (const store::Record& record : found->records) ids.push_back(record.key.id);
      if (found->next.empty()) {
        EXPECT_EQ(found->total, ids.size());
        break;
      }
      query.page.cursor = found->next;
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  store::Store& memory() { return memory_; }
  store::Store& rocks() { return *rocks_; }

 private:
  void commit(const store::WriteSet& writes) {
    BlockingLoop loop;
    EXPECT_TRUE(loop.run(memory_.commit(writes, loop)).ok());
    EXPECT_TRUE(loop.run(rocks_->commit(writes, loop)).ok());
  }
  void put_key(const store::RecordKey& key, json::View content) {
    store::WriteSet writes(kPartition);
    store::Put put{key, store::ExpectAny{}, std::string(content.raw()), 0, {}};
    extractor_->extract(definitions().resource_type(content.member("resourceType").text()).value(), content, put.entries);
    writes.puts.push_back(std::move(put));
    commit(writes);
  }
  void put(const Document& document, json::View content) { put_key({document.type, document.id}, content); }
  void remove(const store::RecordKey& key, json::View content) {
    put_key(key, content);
    store::WriteSet writes(kPartition);
    writes.removes.push_back({key, store::ExpectAny{}});
    commit(writes);
  }

  SystemClock clock_;
  store::TestDirectory directory_;
  std::unique_ptr<ResourceExtractor> extractor_ = ResourceExtractor::create(definitions()).value();
  store::MemoryStore memory_{clock_};
  std::unique_ptr<store::RocksStore> rocks_;
};

std::string described(const naive::RandomSearch::Question& question) {
  std::string text(definitions().name_of(question.type));
  for (const auto& [name, value] : question.criteria) text += (text.find('?') == std::string::npos ? "?" : "&") + name + "=" + value;
  return text;
}

/// Returns how many questions had an answer that is neither nothing nor everything.
int compare(const Documents& documents, int questions, std::uint64_t with_seed) {
  Stores stores(documents);
  naive::NaiveSearch search(definitions(), documents);
  naive::RandomSearch random(definitions(), with_seed);
  int telling = 0;
  int wrong = 0;
  for (int i = 0; i < questions && wrong < 20; ++i) {
    const naive::RandomSearch::Question question = random.question(documents, search);
    const Result<ParsedSearch> parsed = parse_search(definitions(), question.type, question.criteria);
    EXPECT_TRUE(parsed.ok()) << described(question) << ": " << (parsed.ok() ? "" : parsed.error().message);
    if (!parsed.ok()) {
      ++wrong;
      continue;
    }
    const std::vector<std::string> expected = search.find(question.type, question.criteria);
    for (store::Store* each : {&stores.memory(), &stores.rocks()}) {
      const std::vector<std::string> found = stores.find(*each, parsed->query);
      EXPECT_EQ(found, expected) << described(question) << (each == &stores.rocks() ? ", rocks" : ", memory") << ", seed " << with_seed << ", question " << i;
      wrong += found != expected ? 1 : 0;
    }
    const auto all = static_cast<std::size_t>(std::count_if(documents.begin(), documents.end(), [&](const auto& d) { return d->type == question.type; }));
    telling += !expected.empty() && expected.size() < all ? 1 : 0;
  }
  return telling;
}

TEST(SearchModel, AgreesOnSyntheticResources) {
  const int rounds = is_long() ? 40 : 4;
  const int questions = is_long() ? 1'000 : 500;
  int telling = 0;
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    const std::uint64_t round_seed = seed() + static_cast<std::uint64_t>(round);
    Documents documents;
    for (std::string& text : naive::RandomSearch(definitions(), round_seed).resources(12)) add(documents, std::move(text));
    telling += compare(documents, questions, round_seed);
  }
  EXPECT_GT(telling, rounds * questions / 8) << "too few of the questions tell anything";
}

/// Files of a folder with their sizes, smallest first.
std::vector<std::pair<std::uintmax_t, std::filesystem::path>> files_in(const std::filesystem::path& folder) {
  std::vector<std::pair<std::uintmax_t, std::filesystem::path>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.emplace_back(entry.file_size(), entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// The resources of a transaction, their links as the server would write them.
void add_entries(Documents& documents, const std::string& bundle) {
  json::Parser parser;
  const Result<json::Tree> tree = parser.parse(json::PaddedBytes(bundle), definitions().names());
  ASSERT_TRUE(tree.ok());
  const json::View entries = tree->root().member("entry");
  std::map<std::string, std::string> links;
  for (const json::View entry : entries) {
    const json::View resource = entry.member("resource");
    links[entry.member("fullUrl").text()] = resource.member("resourceType").text() + "/" + resource.member("id").text();
  }
  for (const json::View entry : entries) {
    std::string text(entry.member("resource").raw());
    constexpr std::size_t kUrnBytes = std::string_view("urn:uuid:").size() + 36;
    for (std::size_t at = text.find("urn:uuid:"); at != std::string::npos; at = text.find("urn:uuid:", at + 1)) {
      const auto link = links.find(text.substr(at, kUrnBytes));
      if (link != links.end()) text.replace(at, kUrnBytes, link->second);
    }
    add(documents, std::move(text));
  }
}

TEST(SearchModel, AgreesOnSyntheticPatients) {
  constexpr const char* kArchive = "synthea-r4-100.tar.xz";
  const auto folder = published_data(kArchive);
  OSLER_SKIP_WITHOUT(folder, kArchive, 500);
  const auto files = files_in(*folder);
  Documents documents;
  for (std::size_t i = 0; i < (is_long() ? 4U : 2U); ++i) add_entries(documents, text_of(files[i].second));
  EXPECT_GT(documents.size(), 50U);
  const int questions = is_long() ? 5'000 : 300;
  EXPECT_GT(compare(documents, questions, seed()), questions / 20);
}

TEST(SearchModel, AgreesOnPublishedExamples) {
  constexpr const char* kArchive = "r4-examples.tar.xz";
  const auto folder = published_data(kArchive);
  OSLER_SKIP_WITHOUT(folder, kArchive, 328);
  Documents documents;
  for (const auto& [bytes, file] : files_in(*folder)) {
    if (bytes < 200'000) add(documents, text_of(file));
  }
  EXPECT_GT(documents.size(), 250U);
  const int questions = is_long() ? 10'000 : 1'000;
  EXPECT_GT(compare(documents, questions, seed()), questions / 20);
}

}  // namespace
}  // namespace osler::fhir
