#include "store/contract_fixture_test.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

TEST(Mentions, ReadNoMoreRecordsThanTheQueryAllows) {
  SharedClock clock;
  const TestExtractor extractor;
  const TestDirectory directory;
  const std::unique_ptr<RocksStore> store = RocksStore::open(directory.path(), {}, clock).value();
  ASSERT_TRUE(store->open_index(extractor).ok());
  const auto write = [&](const std::string& id, const std::string& text) {
    BlockingLoop loop;
    WriteSet writes(kLive);
    writes.puts.push_back(put(kPatient, id, {code("s", id)}, ExpectAny{}, text));
    ASSERT_TRUE(loop.run(store->commit(std::move(writes), loop)).ok());
  };
  for (const std::string id : {"a", "b", "c"}) write(id, "asthma");
  const auto asked = [&](std::uint64_t read_max, Expr where_expr) {
    Query query{{kPatient}, std::move(where_expr), {}, {}, Totals::kExact};
    query.mentions_read_max = read_max;
    return store->search(kLive, authorize(std::move(query), SeesAll()));
  };
  const Expr mentioned{Mentions{kName, "asthma"}};
  const Result<SearchResult> refused = asked(2, mentioned);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "TOO_COSTLY");
  EXPECT_EQ(asked(2, all({mentioned, has_code("a")}))->total, 1U) << "other conditions come first";
  EXPECT_EQ(asked(3, mentioned)->total, 3U);
  EXPECT_EQ(asked(0, mentioned)->total, 3U) << "it is known";
  write("d", "asthma");
  write("e", "none");
  write("b", "none");
  EXPECT_EQ(asked(0, mentioned)->total, 3U) << "what came since is read";
  EXPECT_EQ(asked(0, all({no(mentioned), has_code("b")}))->total, 1U);
}

}  // namespace
}  // namespace osler::store
