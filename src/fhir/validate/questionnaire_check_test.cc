#include "fhir/validate/questionnaire_check.h"

#include <gtest/gtest.h>

#include "fhir/validate/checked_text.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kQuestionnaire = R"({"resourceType":"Questionnaire","status":"active","url":"urn:q","item":[
{"linkId":"smoker","type":"boolean","required":true},
{"linkId":"packs","type":"decimal","required":true,"enableWhen":[{"question":"smoker","operator":"=","answerBoolean":true}],
 "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueDecimal":0.5},{"url":"http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces","valueInteger":1}]},
{"linkId":"colour","type":"choice","repeats":true,"answerOption":[{"valueCoding":{"system":"urn:c","code":"red"}},{"valueCoding":{"system":"urn:c","code":"blue"}},
 {"valueCoding":{"code":"none"},"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive","valueBoolean":true}]}]},
{"linkId":"name","type":"string","maxLength":5,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":2},{"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"[a-zé]+"}]},
{"linkId":"more","type":"group","item":[{"linkId":"since","type":"date"},{"linkId":"say","type":"display","text":"x"}]}]})";

/// "rule place" of each finding in a response with these items.
std::vector<std::string> found(std::string_view items, std::string_view status = "in-progress") {
  const json::Tree questionnaire = parsed(kQuestionnaire);
  const json::Tree response = parsed(R"({"resourceType":"QuestionnaireResponse","status":")" + std::string(status) + R"(","item":[)" + std::string(items) + "]}");
  Findings findings;
  check_answers(r4(), response.root(), questionnaire.root(), nullptr, findings);
  std::vector<std::string> lines;
  for (const Issue& issue : findings.issues) lines.push_back(issue.rule.substr(issue.rule.find('.') + 1) + " " + issue.expression.substr(issue.expression.find('.') + 1));
  return lines;
}

using Lines = std::vector<std::string>;
std::string answered(std::string_view link_id, std::string_view answers) {
  return R"({"linkId":")" + std::string(link_id) + R"(","answer":[)" + std::string(answers) + "]}";
}

TEST(Questionnaire, ItemsAreThoseOfTheQuestionnaire) {
  EXPECT_EQ(found(answered("smoker", R"({"valueBoolean":true})")), Lines{});
  EXPECT_EQ(found(answered("nosuch", R"({"valueBoolean":true})")), Lines{"linkId item[0]"});
  EXPECT_EQ(found(answered("since", R"({"valueDate":"2020"})")), Lines{"linkId item[0]"});
  EXPECT_EQ(found(R"({"linkId":"more","item":[)" + answered("since", R"({"valueDate":"2020"})") + "]}"), Lines{});
  EXPECT_EQ(found(answered("more", R"({"valueString":"x"})")), Lines{"group item[0]"});
}

TEST(Questionnaire, AnswersHaveTheTypeAndNumberAskedFor) {
  EXPECT_EQ(found(answered("smoker", R"({"valueString":"x"})")), Lines{"type item[0].answer[0]"});
  EXPECT_EQ(found(answered("smoker", R"({"valueBoolean":true},{"valueBoolean":false})")), Lines{"repeats item[0]"});
  EXPECT_EQ(found(answered("colour", R"({"valueCoding":{"system":"urn:c","code":"red"}},{"valueCoding":{"system":"urn:c","code":"blue"}})")), Lines{});
  EXPECT_EQ(found(answered("colour", R"({"valueCoding":{"system":"urn:c","code":"green"}})")), Lines{"option item[0].answer[0]"});
  EXPECT_EQ(found(answered("colour", R"({"valueCoding":{"system":"urn:c","code":"red"}},{"valueCoding":{"code":"none"}})")), Lines{"exclusive item[0]"});
}

TEST(Questionnaire, LimitsHold) {
  const std::string yes = answered("smoker", R"({"valueBoolean":true})") + ",";
  EXPECT_EQ(found(yes + answered("packs", R"({"valueDecimal":0.5})")), Lines{});
  EXPECT_EQ(found(yes + answered("packs", R"({"valueDecimal":0.4})")), Lines{"minValue item[1].answer[0]"});
  EXPECT_EQ(found(yes + answered("packs", R"({"valueDecimal":0.55})")), Lines{"maxDecimalPlaces item[1].answer[0]"});
  EXPECT_EQ(found(answered("name", R"({"valueString":"ééééé"})")), Lines{});
  EXPECT_EQ(found(answered("name", R"({"valueString":"abcdef"})")), Lines{"maxLength item[0].answer[0]"});
  EXPECT_EQ(found(answered("name", R"({"valueString":"a"})")), Lines{"minLength item[0].answer[0]"});
  EXPECT_EQ(found(answered("name", R"({"valueString":"ABC"})")), Lines{"regex item[0].answer[0]"});
}

TEST(Questionnaire, WhatIsRequiredAndEnabledIsAnsweredInTheEnd) {
  EXPECT_EQ(found(""), Lines{});
  EXPECT_EQ(found(answered("name", R"({"valueString":"abc"})"), "completed"), Lines{"required QuestionnaireResponse"});
  EXPECT_EQ(found(answered("smoker", R"({"valueBoolean":false})"), "completed"), Lines{});
  EXPECT_EQ(found(answered("smoker", R"({"valueBoolean":true})"), "completed"), Lines{"required QuestionnaireResponse"});
  EXPECT_EQ(found(answered("smoker", R"({"valueBoolean":false})") + "," + answered("packs", R"({"valueDecimal":1})")), Lines{"enableWhen item[1]"});
}

TEST(Questionnaire, LargeResponsesStayWithinTheirSteps) {
  std::string items;
  for (int i = 0; i < 600'000; ++i) items += R"({"linkId":"nosuch"},)";
  items.pop_back();
  const Lines lines = found(items);
  EXPECT_EQ(lines.size(), kFindingsMax);
  EXPECT_EQ(lines.front(), "linkId item[0]");
}

}  // namespace
}  // namespace osler::fhir
