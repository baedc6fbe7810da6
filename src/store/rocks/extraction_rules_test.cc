// What was indexed by other rules is indexed anew when the store is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/contract_fixture_test.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

/// Finds one value more than the text says.
class NewRules final : public Extractor {
 public:
  Status extract(Partition partition, TypeId type, std::string_view text, std::vector<IndexEntry>& out) const override {
    OSLER_RETURN_IF_ERROR(old_.extract(partition, type, text, out));
    out.push_back(url("urn:found"));
    return {};
  }
  Status folded_text(Partition partition, TypeId type, std::string_view text, ParameterId field, std::string& out) const override {
    return old_.folded_text(partition, type, text, field, out);
  }
  Status contained(Partition, TypeId, std::string_view, std::vector<Contained>& out) const override {
    out.clear();
    return {};
  }
  std::uint64_t rules() const override { return 2; }
  ParameterEpoch epoch(Partition, ParameterId) const override { return 1; }
  bool is_complete(Partition, ParameterId) const override { return true; }

 private:
  TestExtractor old_;
};

TEST(ExtractionRules, ExtractEverythingAgainOnce) {
  constexpr int kRecords = 60;
  SystemClock clock;
  const TestExtractor old;
  const NewRules rules;
  const TestDirectory directory;
  const auto open = [&](const Extractor& extractor) {
    auto store = RocksStore::open(directory.path(), {}, clock).value();
    OSLER_ASSERT(store->open_index(extractor).ok());
    return store;
  };
  {
    const auto store = open(old);
    BlockingLoop loop;
    for (int n = 0; n < kRecords; ++n) {
      WriteSet writes(kLive);
      writes.puts.push_back(put(kPatient, "p" + std::to_string(n), {code("s", "x")}));
      ASSERT_TRUE(loop.run(store->commit(std::move(writes), loop)).ok());
    }
  }
  for (int start = 0; start < 2; ++start) {
    const auto store = open(rules);
    const Query query{{kPatient}, {Where{kUrl, {IsUri{UriMatch::kEqual, "urn:found"}}}}, {}, {}, Totals::kExact};
    EXPECT_EQ(store->search(kLive, authorize(query, SeesAll()))->total, kRecords);
    EXPECT_THAT(store->verify(VerifyDepth::kDeep)->findings, testing::IsEmpty());
  }
}

}  // namespace
}  // namespace osler::store
