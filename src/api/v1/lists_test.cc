// Every filter and sort key of every resource is answered, and finds what it should.

#include <gtest/gtest.h>

#include "api/v1/memory_api_test.h"

namespace osler::api::v1 {
namespace {

class ListsTest : public ApiTest {
 protected:
  std::string total(const std::string& target) {
    const Sent list = get(target);
    return list.status == 200 ? list.data().member("total").text() : list.text;
  }
};

std::string value_for(const Filter& filter) {
  switch (filter.type) {
    case FilterType::kId: return "abc";
    case FilterType::kCode: return filter.words.empty() ? "word" : filter.words.front();
    case FilterType::kDate: return "2025-01-15";
    case FilterType::kBoolean: return "true";
    case FilterType::kString: break;
  }
  if (!filter.value_map.empty()) return filter.value_map.front().first;
  return filter.name == "phone" ? "617 555" : "some%20text";
}

TEST_F(ListsTest, OfferEveryFilter) {
  std::size_t filters = 0;
  for (const auto& resource : api_->schema().resources()) {
    for (const Filter& filter : resource->filters) {
      const Sent list = get(resource->path + "?" + filter.name + "=" + value_for(filter));
      EXPECT_EQ(list.status, 200) << resource->path << " " << filter.name << " " << list.text;
      ++filters;
    }
  }
  EXPECT_EQ(filters, 283U);
}

TEST_F(ListsTest, OfferEverySortKeyInBothDirections) {
  for (const auto& resource : api_->schema().resources()) {
    for (const SortName& key : resource->sort_names) {
      for (const char* sign : {"", "-"}) {
        const Sent list = get(resource->path + "?sort=" + sign + key.name);
        EXPECT_EQ(list.status, 200) << resource->path << " " << key.name << " " << list.text;
      }
    }
  }
}

TEST_F(ListsTest, RefuseImpossibleValuesOfEveryFilter) {
  for (const auto& resource : api_->schema().resources()) {
    for (const Filter& filter : resource->filters) {
      const bool takes_any_text =
          filter.type == FilterType::kString && filter.value_map.empty() && filter.name != "phone";
      const bool takes_any_word = filter.type == FilterType::kCode && filter.words.empty();
      if (takes_any_text || takes_any_word) continue;
      const Sent list = get(resource->path + "?" + filter.name + "=not%20a%20value");
      EXPECT_EQ(list.code(), "INVALID_PARAMETER") << resource->path << " " << filter.name;
      EXPECT_TRUE(list.message().starts_with(filter.name + ": ")) << list.message();
    }
  }
}

TEST_F(ListsTest, FindAssessmentsByWhenTheyWereMade) {
  const auto assess = [this](const std::string& more) {
    ASSERT_EQ(post("assessments", R"({"status":"completed","patientId":"pt_abc123","summary":"s")" + more + "}").status,
              201);
  };
  assess(R"(,"effectiveDateTime":"2024-05-01T10:00:00Z","date":"2025-01-01")");
  assess(R"(,"date":"2024-06-01")");
  EXPECT_EQ(total("assessments?dateFrom=2024-05-01&dateTo=2024-05-01"), "1");
  EXPECT_EQ(total("assessments?dateFrom=2024-06-01&dateTo=2024-06-30"), "1");
  EXPECT_EQ(total("assessments?dateFrom=2025-01-01"), "0");
  const Sent sorted = get("assessments?sort=-effectiveDateTime");
  EXPECT_EQ(sorted.data().member("data").at(0).member("date").text(), "2024-06-01");
}

TEST_F(ListsTest, ComparePhonesByTheirDigits) {
  ASSERT_EQ(post("patients", R"({"firstName":"A","lastName":"B","phone":"+1-617-555-0142"})").status, 201);
  for (const char* form : {"16175550142", "%2B1%20(617)%20555-0142", "+1.617.555.0142"}) {
    EXPECT_EQ(total(std::string("patients?phone=") + form), "1") << form;
  }
  EXPECT_EQ(total("patients?phone=6175550142"), "0");
}

TEST_F(ListsTest, FindCodesByWordCodeSystemAndText) {
  ASSERT_EQ(post("observations",
                 R"({"status":"final","code":"Body weight","category":"vital-signs","patientId":"pt_abc123"})")
                .status,
            201);
  for (const char* form : {"vital-signs", "VITAL-SIGNS",
                           "http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Cvital-signs"}) {
    EXPECT_EQ(total(std::string("observations?category=") + form), "1") << form;
  }
  EXPECT_EQ(total("observations?category=laboratory"), "0");
  EXPECT_EQ(total("observations?category=laboratory,vital-signs"), "1");
}

TEST_F(ListsTest, FindRolesByTheirStatusWord) {
  ASSERT_EQ(post("practitioner-roles", R"({"practitionerId":"prac_xyz789","role":"doctor"})").status, 201);
  EXPECT_EQ(total("practitioner-roles?status=active"), "1");
  EXPECT_EQ(total("practitioner-roles?status=inactive"), "0");
}

TEST_F(ListsTest, FindByNamesWithCharactersOfTheQueryLanguage) {
  ASSERT_EQ(post("organizations", R"({"name":"Smith, Jones $ Co | Ltd"})").status, 201);
  EXPECT_EQ(total("organizations?name=smith%2C%20jones"), "1");
  EXPECT_EQ(total("organizations?name=jones%20%24%20co"), "1");
  EXPECT_EQ(total("organizations?name=jones%2Csmith"), "0");
}

TEST_F(ListsTest, ListIntakesByTheirOwnDateFirst) {
  for (const char* authored : {"2025-01-02", "2025-01-03", "2025-01-01"}) {
    ASSERT_EQ(post("intakes",
                   std::string(R"({"patientId":"pt_abc123","items":[{"linkId":"1"}],"authored":")") + authored + "\"}")
                  .status,
              201);
  }
  EXPECT_EQ(get("intakes").data().member("data").at(0).member("authored").text(), "2025-01-03");
}

}  // namespace
}  // namespace osler::api::v1
