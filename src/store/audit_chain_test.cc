#include "store/audit_chain.h"

#include <gtest/gtest.h>

namespace osler::store {
namespace {

TEST(AuditChain, IsSha256OverWhatTheEntrySays) {
  // sha256(sixteen zero bytes).
  const std::string expected(
      "\x37\x47\x08\xff\xf7\x71\x9d\xd5\x97\x9e\xc8\x75\xd5\x6c\xd2\x28"
      "\x6f\x6d\x3c\xf7\xec\x31\x7a\x3b\x25\x63\x2a\xab\x28\xec\x37\xbb",
      32);
  EXPECT_EQ(chain_hash("", 0, 0, ""), expected);
}

TEST(AuditChain, ChangesWithEveryPart) {
  const std::string before(32, 'h');
  const std::string hash = chain_hash(before, 2, 1000, "entry");
  EXPECT_EQ(hash.size(), 32U);
  EXPECT_NE(hash, chain_hash(std::string(32, 'i'), 2, 1000, "entry"));
  EXPECT_NE(hash, chain_hash(before, 3, 1000, "entry"));
  EXPECT_NE(hash, chain_hash(before, 2, 1001, "entry"));
  EXPECT_NE(hash, chain_hash(before, 2, 1000, "entrx"));
}

}  // namespace
}  // namespace osler::store
