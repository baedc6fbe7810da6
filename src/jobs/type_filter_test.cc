#include "jobs/type_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osler::jobs {
namespace {

using ::testing::ElementsAre;

const fhir::Definitions& shipped() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

TEST(TypeFilter, IsSplitWhereAnotherSearchBegins) {
  const auto split = [](std::string_view value) { return split_type_filters(shipped(), value); };
  EXPECT_THAT(split("Patient?active=true"), ElementsAre("Patient?active=true"));
  EXPECT_THAT(split("Patient?active=true,Observation?status=final"), ElementsAre("Patient?active=true", "Observation?status=final"));
  EXPECT_THAT(split("Observation?status=final,amended"), ElementsAre("Observation?status=final,amended"));
  EXPECT_THAT(split("Observation?status=final,amended,Patient?_id=a,b"), ElementsAre("Observation?status=final,amended", "Patient?_id=a,b"));
  EXPECT_THAT(split("Observation?code=a?b,nothing?c=d"), ElementsAre("Observation?code=a?b,nothing?c=d"));
  EXPECT_THAT(split(""), ElementsAre(""));
  EXPECT_THAT(split(","), ElementsAre(","));
}

TEST(TypeFilter, NamesItsType) {
  EXPECT_EQ(*type_of_filter(shipped(), "Patient?active=true"), *shipped().resource_type("Patient"));
  for (const char* filter : {"", "Patient", "status=final", "?status=final", "Patiend?active=true", "patient?active=true"}) {
    const auto type = type_of_filter(shipped(), filter);
    ASSERT_FALSE(type.ok()) << filter;
    EXPECT_TRUE(type.error().message.starts_with("_typeFilter: ")) << type.error().message;
  }
}

}  // namespace
}  // namespace osler::jobs
