// The compiled definitions against the official R4 package, element by element.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "fhir/model/published_data.h"

namespace osler::fhir {
namespace {

constexpr const char* kArchive = "hl7.fhir.r4.core-4.0.1.tar.xz";

TEST(Definitions, AgreeWithTheOfficialPackageButForNamedCorrections) {
  const auto folder = published_data(kArchive);
  OSLER_SKIP_WITHOUT(folder, kArchive, "684 structures, 1,400 search parameters, 2,378 terminology resources:");
  const std::string command = std::string("'" OSLER_NODE "' '" OSLER_SOURCE_DIR "/tools/definitions/compare.mjs'") +
                              " --blob '" OSLER_DEFINITIONS_BLOB "' --official '" +
                              (*folder / "hl7.fhir.r4.core-4.0.1" / "package").string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << "the differences stand above";
}

}  // namespace
}  // namespace osler::fhir
