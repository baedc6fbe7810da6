#include "store/rocks/rocks_store.h"

#include "store/contract_test.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

struct OpenedRocks final : OpenedStore {
  explicit OpenedRocks(Clock& clock) {
    Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(directory.path(), {}, clock);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    rocks = std::move(*opened);
  }
  Store& store() override { return *rocks; }
  TestDirectory directory;
  std::unique_ptr<RocksStore> rocks;
};

std::unique_ptr<OpenedStore> open_rocks(Clock& clock) { return std::make_unique<OpenedRocks>(clock); }

INSTANTIATE_TEST_SUITE_P(Rocks, StoreContract, testing::Values(Backend{"rocks", open_rocks}), backend_name);

}  // namespace
}  // namespace osler::store
