#include "store/cursor.h"

#include <gtest/gtest.h>

#include <functional>

#include "store/store.h"

namespace osler::store {
namespace {

TEST(Cursor, ComesBackAsItWas) {
  const Cursor cursor{Position{77}, 5, 3, 12, 0xFEDCBA9876543210ULL, 42};
  const Result<Cursor> back = decode_cursor(encode(cursor), cursor.fingerprint, Position{77});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, cursor);
}

TEST(Cursor, IsRefusedWhenItDoesNotFit) {
  const Cursor cursor{Position{77}, 5, 3, 12, 99, 0};
  const std::string text = encode(cursor);
  EXPECT_FALSE(decode_cursor(text, 98, Position{77}).ok()) << "another query";
  EXPECT_FALSE(decode_cursor(text, 99, Position{76}).ok()) << "a moment to come";
  EXPECT_FALSE(decode_cursor(text + "x", 99, Position{77}).ok());
  EXPECT_FALSE(decode_cursor(std::string_view(text).substr(1), 99, Position{77}).ok());
  EXPECT_FALSE(decode_cursor("", 99, Position{77}).ok());
  const Result<Cursor> refused = decode_cursor("nonsense", 99, Position{77});
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(refused.error().code, "INVALID_CURSOR");
}

Query asked() {
  Where where{ParameterId{1}, {IsToken{"s", "c"}}};
  return {{TypeId{1}}, {All{{{where}, {Ids{{"a", "b"}}}}}}, {{SortBy::kId, {}, false}}, {}, Totals::kExact};
}

TEST(Fingerprint, DiffersForEverythingThatIsAsked) {
  const Partition partition = Partition::of(1, Environment::kLive);
  const auto print = [&](const Query& query) { return fingerprint(partition, authorize(query, SeesAll())); };
  const std::vector<std::function<void(Query&)>> changes{
      [](Query& q) { q.types = {TypeId{2}}; },
      [](Query& q) { q.types.push_back(TypeId{2}); },
      [](Query& q) { q.where = {Any{std::get<All>(q.where.node).parts}}; },
      [](Query& q) { std::get<Ids>(std::get<All>(q.where.node).parts[1].node).ids = {"ab"}; },
      [](Query& q) {
        std::get<Where>(std::get<All>(q.where.node).parts[0].node).parts = {IsToken{{}, "c"}};
      },
      [](Query& q) {
        std::get<Where>(std::get<All>(q.where.node).parts[0].node).parts = {IsToken{"", "c"}};
      },
      [](Query& q) {
        std::get<Where>(std::get<All>(q.where.node).parts[0].node).parts = {IsToken{"sc", ""}};
      },
      [](Query& q) { q.sort.clear(); },
      [](Query& q) { q.sort[0].descending = true; },
      [](Query& q) { q.sort[0].by_start = true; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Query other = asked();
    changes[i](other);
    EXPECT_NE(print(other), print(asked())) << "change " << i;
  }
  EXPECT_NE(fingerprint(Partition::of(1, Environment::kTest), authorize(asked(), SeesAll())), print(asked()));
}

TEST(Fingerprint, LeavesPagesAndTotalsOut) {
  const Partition partition = Partition::of(1, Environment::kLive);
  Query other = asked();
  other.page = {7, "cursor", 3};
  other.totals = Totals::kNone;
  EXPECT_EQ(fingerprint(partition, authorize(other, SeesAll())), fingerprint(partition, authorize(asked(), SeesAll())));
}

}  // namespace
}  // namespace osler::store
