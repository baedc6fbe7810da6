#include "store/rocks/rocks_store.h"

#include "store/contract_test.h"
#include "store/rocks/index_settings_test.h"
#include "store/rocks/test_directory.h"

namespace osler::store {
namespace {

struct OpenedRocks final : OpenedStore {
  OpenedRocks(const RocksOptions& options, Clock& clock) {
    Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(directory.path(), options, clock);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    rocks = std::move(*opened);
  }
  Store& store() override { return *rocks; }
  TestDirectory directory;
  std::unique_ptr<RocksStore> rocks;
};

std::vector<Backend> backends() {
  std::vector<Backend> backends;
  for (const IndexSettings& settings : all_index_settings()) {
    const auto open = [options = settings.options](Clock& clock) -> std::unique_ptr<OpenedStore> {
      return std::make_unique<OpenedRocks>(options, clock);
    };
    backends.push_back({settings.name, open});
  }
  return backends;
}

INSTANTIATE_TEST_SUITE_P(Rocks, StoreContract, testing::ValuesIn(backends()), backend_name);
INSTANTIATE_TEST_SUITE_P(Rocks, StagedContract, testing::ValuesIn(backends()), backend_name);

}  // namespace
}  // namespace osler::store
