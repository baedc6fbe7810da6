#include "store/memory/memory_store.h"

#include "store/contract_test.h"

namespace osler::store {
namespace {

struct OpenedMemory final : OpenedStore {
  explicit OpenedMemory(Clock& clock) : memory(clock) {}
  Store& store() override { return memory; }
  MemoryStore memory;
};

std::unique_ptr<OpenedStore> open_memory(Clock& clock) { return std::make_unique<OpenedMemory>(clock); }

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(Backend{"memory", open_memory}), backend_name);
INSTANTIATE_TEST_SUITE_P(Memory, StagedContract, testing::Values(Backend{"memory", open_memory}), backend_name);

TEST(MemoryStore, RefusesToSearchBeforeItsIndexIsOpen) {
  SharedClock clock;
  const MemoryStore store(clock);
  const Result<SearchResult> result =
      store.search(kLive, authorize({{kPatient}, {All{}}, {}, {}, Totals::kExact}, SeesAll()));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace osler::store
