#include "store/rocks/packed_name.h"

#include <gtest/gtest.h>

namespace osler::store::rocks {
namespace {

TEST(PackedName, ComesBackAsItWas) {
  const std::string digits = "0192f0c1a2b3c4d5e6f70819";
  for (const std::string& name :
       {std::string(), std::string("p1"), digits, "req_" + digits, "key_" + digits, "user_" + digits, "job_" + digits,
        std::string("0192F0C1A2B3C4D5E6F70819"), digits + "0", digits.substr(1), std::string(24, 'g'), std::string(255, 'x')}) {
    std::string bytes;
    append_name(bytes, name);
    bytes += "rest";
    ByteReader in(bytes);
    EXPECT_EQ(read_name(in), name);
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.rest(), "rest");
  }
}

TEST(PackedName, TakesHalfForHexadecimalDigits) {
  std::string bytes;
  append_name(bytes, "key_0192f0c1a2b3c4d5e6f70819");
  EXPECT_EQ(bytes.size(), 13U);
}

TEST(PackedName, RefusesWhatItDidNotWrite) {
  for (const std::string& bytes : {std::string(), std::string("\x05"), std::string("\x01\x02"), std::string("\0\x03xy", 4)}) {
    ByteReader in(bytes);
    EXPECT_EQ(read_name(in), "");
    EXPECT_FALSE(in.ok());
  }
}

}  // namespace
}  // namespace osler::store::rocks
