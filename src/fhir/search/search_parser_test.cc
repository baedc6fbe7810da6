#include "fhir/search/search_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/search/search_fixture.h"

namespace osler::fhir {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::definitions;
using testing::parameter;
using testing::type;

std::string refusal(std::string_view type_name, const Parameters& parameters, const SearchOptions& options = {}) {
  const Result<ParsedSearch> search = parse_search(definitions(), type(type_name), parameters, options);
  if (search.ok()) return "accepted";
  EXPECT_EQ(search.error().kind, ErrorKind::kInvalidInput);
  return search.error().message;
}

ParsedSearch parsed(std::string_view type_name, const Parameters& parameters, const SearchOptions& options = {}) {
  Result<ParsedSearch> search = parse_search(definitions(), type(type_name), parameters, options);
  EXPECT_TRUE(search.ok()) << (search.ok() ? "" : search.error().message);
  return search.ok() ? std::move(*search) : ParsedSearch{};
}

store::Expr criterion(std::string_view type_name, std::string_view name, std::string_view value) {
  Result<store::Expr> expr = parse_criterion(definitions(), type(type_name), name, value);
  EXPECT_TRUE(expr.ok()) << (expr.ok() ? "" : expr.error().message);
  return expr.ok() ? std::move(*expr) : store::Expr{};
}

/// The shape of an expression, with types but without values.
std::string shape(const store::Expr& expr) {
  const auto list = [](const std::vector<store::Expr>& parts) {
    std::string text;
    for (const store::Expr& part : parts) text += (text.empty() ? "" : ", ") + shape(part);
    return "(" + text + ")";
  };
  struct Shape {
    decltype(list) of;
    std::string operator()(const store::All& all) const { return "All" + of(all.parts); }
    std::string operator()(const store::Any& any) const { return "Any" + of(any.parts); }
    std::string operator()(const store::Not& negated) const { return "Not" + of(negated.part); }
    std::string operator()(const store::Present&) const { return "Present"; }
    std::string operator()(const store::Where& where) const { return "Where" + std::to_string(where.parts.size()); }
    std::string operator()(const store::Ids& ids) const { return "Ids" + std::to_string(ids.ids.size()); }
    std::string operator()(const store::Updated&) const { return "Updated"; }
    std::string operator()(const store::Points& points) const {
      return "Points " + std::string(definitions().name_of(points.target)) + of(points.where);
    }
    std::string operator()(const store::PointedAt& pointed) const {
      return "PointedAt " + std::string(definitions().name_of(pointed.source)) + of(pointed.where);
    }
    std::string operator()(const store::Within& within) const {
      return "Within " + std::string(definitions().name_of(within.target)) + std::to_string(within.ids.size());
    }
    std::string operator()(const store::Mentions& mentioned) const { return "Mentions '" + mentioned.phrase + "'"; }
    std::string operator()(const store::Holds& holds) const { return "Holds " + std::string(definitions().name_of(holds.type)) + of(holds.where); }
    std::string operator()(const store::IsType& is) const { return "IsType " + std::string(definitions().name_of(is.type)); }
  };
  return std::visit(Shape{list}, expr.node);
}

TEST(SearchParser, RepetitionIsAndCommaIsOr) {
  EXPECT_EQ(shape(parsed("Encounter", {{"status", "planned,finished"}, {"status", "finished"}}).query.where), "All(Any(Where1, Where1), Where1)");
  EXPECT_EQ(shape(parsed("Encounter", {}).query.where), "All()");
}

/// A link to records, or to what is contained: where that alone tells.
std::string link_to(const std::string& target, const std::string& inner) {
  return "Points " + target + "(" + inner + "), All(Present, Holds " + target + "(" + inner + "))";
}

TEST(SearchParser, ChainsPointAndNest) {
  EXPECT_EQ(shape(criterion("Encounter", "subject:Patient.name", "x")), "Any(" + link_to("Patient", "Where1") + ")");
  EXPECT_EQ(shape(criterion("Encounter", "subject.name", "x")), "Any(" + link_to("Patient", "Where1") + ")");
  EXPECT_EQ(shape(criterion("Observation", "encounter.subject:Patient.organization.name:exact", "x")),
            "Points Encounter(Points Patient(Any(" + link_to("Organization", "Where1") + ")))");
  EXPECT_EQ(shape(criterion("Observation", "subject.identifier", "7")),
            "Any(" + link_to("Device", "Where1") + ", " + link_to("Group", "Where1") + ", " + link_to("Location", "Where1") + ", " +
                link_to("Patient", "Where1") + ")");
  EXPECT_EQ(shape(criterion("Encounter", "patient._id", "7")), "Any(" + link_to("Patient", "Ids1") + ")");
  EXPECT_EQ(shape(criterion("Encounter", "patient.gender:not", "male")), "Any(" + link_to("Patient", "Not(Where1)") + ")");
}

TEST(SearchParser, ContainedResourcesAreLookedForInEveryType) {
  SearchOptions options;
  options.containers = {type("Encounter"), type("Observation")};
  const ParsedSearch only = parsed("Patient", {{"gender", "male"}, {"_contained", "true"}, {"_containedType", "contained"}}, options);
  EXPECT_EQ(shape(only.query.where), "All(Where1, Holds Patient(All(Where1)))");
  EXPECT_EQ(only.query.types, options.containers);
  EXPECT_TRUE(only.shows_contained);
  EXPECT_EQ(only.applied.size(), 3U);
  const ParsedSearch both = parsed("Patient", {{"gender", "male"}, {"_contained", "both"}}, options);
  EXPECT_EQ(shape(both.query.where), "Any(All(IsType Patient, All(Where1)), All(Where1, Holds Patient(All(Where1))))");
  EXPECT_EQ(both.query.types.back(), type("Patient"));
  EXPECT_EQ(shape(parsed("Patient", {{"_contained", "false"}}, options).query.where), "All()");
  for (const Parameters& refused : std::vector<Parameters>{{{"_contained", "some"}}, {{"_contained", "true"}, {"_contained", "true"}}, {{"_containedType", "contained"}},
           {{"_contained", "true"}, {"_containedType", "both"}}, {{"_contained", "true"}, {"organization.name", "x"}}, {{"_contained", "true"}, {"_lastUpdated", "2024"}},
           {{"_contained", "both"}, {"_sort", "gender"}}}) {
    EXPECT_THAT(refusal("Patient", refused, options), HasSubstr(refused.back().first == "organization.name" || refused.back().first == "_lastUpdated" ? "_contained" : refused.back().first));
  }
}

TEST(SearchParser, ReverseChainsAreIndependentAndNest) {
  EXPECT_EQ(shape(parsed("Patient", {{"_has:Observation:patient:code", "a"}, {"_has:Observation:patient:code", "b"}}).query.where),
            "All(PointedAt Observation(Where1), PointedAt Observation(Where1))");
  EXPECT_EQ(shape(criterion("Patient", "_has:Observation:patient:_has:DiagnosticReport:result:code", "a")),
            "PointedAt Observation(PointedAt DiagnosticReport(Where1))");
  EXPECT_EQ(shape(criterion("Encounter", "patient._has:Group:member:code", "a")), "Points Patient(PointedAt Group(Where1))");
  EXPECT_EQ(shape(criterion("Patient", "_has:Encounter:patient:location.name", "a")), "PointedAt Encounter(Any(" + link_to("Location", "Where1") + "))");
}

TEST(SearchParser, DepthIsLimited) {
  EXPECT_EQ(refusal("Observation", {{"encounter.patient.organization.partof.name", "x"}}), "accepted");
  EXPECT_THAT(refusal("Observation", {{"encounter.patient.organization.partof.partof.name", "x"}}), HasSubstr("at most 4 links"));
}

TEST(SearchParser, UnsupportedPathsAreErrors) {
  for (const auto& [type_name, name, expected] : {
           std::tuple{"Patient", "nosuch", "has no search parameter 'nosuch'"},
           {"Patient", "gendr", "did you mean 'gender'?"},
           {"Patient", "gender:exact", "supported: :missing, :text, :not, :of-type, :above, :below, :in, :not-in"},
           {"Patient", "gender:within", "supported: "},
           {"Patient", "gender:in", "not known here"},
           {"Patient", "gender:below", "expected system|code"},
           {"Observation", "subject:below", "expected Type/id"},
           {"Observation", "subject:Patient:below", "unknown modifier"},
           {"Patient", "gender:mising", "did you mean ':missing'?"},
           {"Patient", "name:not", "not supported here"},
           {"Patient", "birthdate:exact", "supported: :missing"},
           {"Patient", "name.family", "only references can be chained"},
           {"Encounter", "subject:Practitioner.name", "cannot be to Practitioner"},
           {"Encounter", "subject:Nothing.name", "expected the type of the target"},
           {"Encounter", "subject.nosuch", "none of its target types"},
           {"Encounter", "patient.nosuch", "no search parameter 'nosuch'"},
           {"QuestionnaireResponse", "questionnaire.title", "canonical"},
           {"Patient", "_has:Observation", "expected _has:"},
           {"Patient", "_has:Observation:patient:", "expected _has:"},
           {"Patient", "_has:Nothing:patient:code", "unknown resource type"},
           {"Patient", "_has:Observation:code:code", "is no reference to Patient"},
           {"Patient", "_has:Observation:encounter:code", "is no reference to Patient"},
           {"Patient", "_has:Observation:patient:nosuch", "Observation has no search parameter"},
           {"Patient", "_list:not", "takes no modifier"},
           {"Patient", "_query", "not supported"},
           {"Location", "near", "expected latitude|longitude|distance|unit"}}) {
    EXPECT_THAT(refusal(type_name, {{name, "x"}}), HasSubstr(expected)) << name;
  }
}

TEST(SearchParser, MalformedValuesAreErrors) {
  for (const auto& [type_name, name, value] : {
           std::tuple{"Patient", "birthdate", "soon"}, {"Patient", "birthdate", "xx2024"}, {"Patient", "birthdate", "2024-02-30"}, {"Patient", "birthdate", "ge"},
           {"RiskAssessment", "probability", "many"}, {"RiskAssessment", "probability", "1|2"}, {"Observation", "value-quantity", "5|mg"},
           {"Observation", "value-quantity", "5|http://unitsofmeasure.org|"}, {"Observation", "value-quantity", "x||mg"}, {"Patient", "gender", "a|b|c"},
           {"Patient", "gender", "|"}, {"Patient", "name", "..."}, {"Patient", "gender", "male,"}, {"Patient", "gender", ""}, {"Patient", "gender:missing", "maybe"},
           {"Patient", "identifier:of-type", "a|b"}, {"Encounter", "subject", "Patient/"}, {"Encounter", "subject", "Pateint/1"}, {"Encounter", "subject", "a/b/c/d"},
           {"Encounter", "subject:Patient", "Group/1"}, {"Observation", "code-value-quantity", "a"}, {"Observation", "code-value-quantity", "a$"},
           {"Observation", "code-value-quantity", "a$b$c"}, {"Patient", "_id", "a b"}, {"Patient", "_lastUpdated", "now"}, {"Patient", "_count", "-1"},
           {"Patient", "_count", "ten"}, {"Patient", "_total", "some"}, {"Patient", "_summary", "yes"}, {"Patient", "_elements", "a b"}, {"Patient", "_elements", "nmae"},
           {"Patient", "_elements", "name.family"}, {"Patient", "_text", "\"\""}, {"Patient", "_content", "a OR "}, {"Patient", "_list", "$current-problems"},
           {"Patient", "_filter", "name eq"}, {"Location", "near", "91|0"}, {"Location", "near", "1|2|3|kg"}, {"Patient", "_sort", "nosuch"},
           {"Patient", "_sort", ""}, {"Patient", "_type", "Patient"}, {"Observation", "_sort", "code-value-quantity"}, {"Location", "_sort", "near"},
           {"Patient", "_include", "Patient"}, {"Patient", "_include", "Patient:gender"}, {"Patient", "_include:often", "Patient:organization"},
           {"Patient", "_include", "Patient:organization:Device"}, {"Patient", "_includes", "Patient:organization"}, {"Patient", "_contained", "true"}}) {
    const std::string message = refusal(type_name, {{name, value}});
    EXPECT_NE(message, "accepted") << name << "=" << value;
    EXPECT_THAT(message, ::testing::Not(HasSubstr("Pateint"))) << "values are never repeated";
  }
  EXPECT_THAT(refusal("Encounter", {{"subject", "Pateint/1"}}), HasSubstr("did you mean Patient?"));
  EXPECT_THAT(refusal("Patient", {{"_count", "5"}, {"_count", "6"}}), HasSubstr("more than once"));
}

TEST(SearchParser, LenientHandlingLeavesOutOnlyUnknownParameters) {
  SearchOptions lenient;
  lenient.handling = Handling::kLenient;
  const ParsedSearch search = parsed("Patient", {{"nosuch", "1"}, {"gender", "male"}, {"_query", "current"}, {"name", ""}}, lenient);
  EXPECT_EQ(shape(search.query.where), "All(Where1)");
  EXPECT_EQ(search.ignored.size(), 3U);
  EXPECT_EQ(search.ignored[0].type, IssueType::kNotSupported);
  EXPECT_EQ(search.applied, (Parameters{{"gender", "male"}}));
  // A modifier that is not understood, a broken value or a chain that leads nowhere is refused all the same.
  for (const auto& [name, value] : {std::pair{"gender:in", "x"}, {"birthdate", "soon"}, {"organization.nosuch", "1"}, {"_sort", "nosuch"}}) {
    EXPECT_NE(refusal("Patient", {{name, value}}, lenient), "accepted") << name;
  }
}

TEST(SearchParser, CountIsClampedAndZeroMeansCountOnly) {
  const ParsedSearch large = parsed("Patient", {{"_count", "99999999999999999999"}});
  EXPECT_EQ(large.query.page.count, 1'000U);
  EXPECT_EQ(large.applied, (Parameters{{"_count", "1000"}}));
  EXPECT_TRUE(parsed("Patient", {{"_count", "0"}}).count_only);
  EXPECT_EQ(parsed("Patient", {}).query.page.count, 50U);
  EXPECT_FALSE(parsed("Patient", {}).count_only);
}

TEST(SearchParser, ResultParameters) {
  const ParsedSearch search = parsed("Patient", {{"_sort", "-birthdate,name,_id,-_lastUpdated"}, {"_total", "none"}, {"_summary", "data"},
                                                 {"_format", "json"}, {"_cursor", "abc"}, {"_pretty", "true"}});
  ASSERT_EQ(search.query.sort.size(), 4U);
  EXPECT_EQ(search.query.sort[0].parameter, parameter("Patient", "birthdate"));
  EXPECT_TRUE(search.query.sort[0].descending);
  EXPECT_FALSE(search.query.sort[1].descending);
  EXPECT_EQ(search.query.sort[2].by, store::SortBy::kId);
  EXPECT_EQ(search.query.sort[3].by, store::SortBy::kUpdated);
  EXPECT_EQ(search.query.totals, store::Totals::kNone);
  EXPECT_EQ(search.subset.summary, Summary::kData);
  EXPECT_EQ(search.applied.size(), 3U);
  const ParsedSearch chosen = parsed("Patient", {{"_elements", "name,Organization.name,deceased"}});
  ASSERT_EQ(chosen.subset.elements.size(), 3U);
  EXPECT_EQ(chosen.subset.elements[0].type, TypeId::kNone);
  EXPECT_EQ(chosen.subset.elements[1].type, type("Organization"));
  EXPECT_TRUE(parsed("Patient", {{"_summary", "count"}}).count_only);
}

TEST(SearchParser, ResultParametersThatExcludeEachOther) {
  EXPECT_THAT(refusal("Encounter", {{"_summary", "text"}, {"_include", "Encounter:subject"}}), HasSubstr("cannot be combined"));
  EXPECT_THAT(refusal("Encounter", {{"_summary", "true"}, {"_elements", "status"}}), HasSubstr("cannot be combined"));
}

TEST(SearchParser, ListsTextsAndHierarchies) {
  EXPECT_EQ(shape(criterion("Patient", "_list", "42")), "PointedAt List(Ids1)");
  EXPECT_EQ(shape(criterion("Patient", "_list", "42,List/43")), "Any(PointedAt List(Ids1), PointedAt List(Ids1))");
  EXPECT_EQ(shape(criterion("Patient", "_text", "Liver  Métastases")), "All(Mentions 'liver', Mentions 'metastases')");
  EXPECT_EQ(shape(criterion("Patient", "_content", "\"left liver\" AND bone OR skin")), "Any(All(Mentions 'left liver', Mentions 'bone'), Mentions 'skin')");
  EXPECT_EQ(shape(criterion("Encounter", "location:below", "Location/1")), "Within Location1");
  EXPECT_EQ(shape(criterion("Location", "partof:above", "1")), "Within Location1");
  EXPECT_EQ(shape(criterion("Encounter", "location.partof:below", "2")), "Points Location(Within Location1)");
  EXPECT_EQ(shape(criterion("Patient", "gender:in", "http://hl7.org/fhir/ValueSet/administrative-gender")), "Any(Where1, Where1, Where1, Where1)");
  EXPECT_EQ(shape(criterion("Patient", "gender:not-in", "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1")), "Not(Any(Where1, Where1, Where1, Where1))");
}

TEST(SearchParser, Includes) {
  const ParsedSearch search = parsed("Encounter", {{"_include", "Encounter:subject:Patient"}, {"_include:iterate", "Patient:organization"},
                                                   {"_revinclude", "Provenance:target"}, {"_include", "*"}, {"_revinclude", "Observation:*"}});
  ASSERT_EQ(search.includes.size(), 5U);
  EXPECT_EQ(search.includes[0].target, type("Patient"));
  EXPECT_EQ(search.includes[0].parameter, parameter("Encounter", "subject"));
  EXPECT_TRUE(search.includes[1].iterate);
  EXPECT_TRUE(search.includes[2].reverse);
  EXPECT_EQ(search.includes[3].source, TypeId::kNone);
  EXPECT_EQ(search.includes[4].parameter, ParameterId::kNone);
  EXPECT_THAT(refusal("Encounter", {{"_include", "Encounter:subjct"}}), HasSubstr("did you mean 'subject'?"));
}

TEST(SearchParser, IncludesBeginAtWhatIsSearchedFor) {
  for (const auto& [name, value] : {std::pair{"_include", "Observation:subject"}, {"_revinclude", "Observation:encounter"}, {"_revinclude", "Observation:subject:Device"}}) {
    EXPECT_THAT(refusal("Patient", {{name, value}}), HasSubstr(std::string(name) + ":iterate")) << value;
    EXPECT_EQ(refusal("Patient", {{std::string(name) + ":iterate", value}}), "accepted") << value;
  }
  EXPECT_EQ(refusal("Patient", {{"_revinclude", "Observation:subject:Patient"}}), "accepted");
  EXPECT_TRUE(parse_search(definitions(), std::nullopt, {{"_type", "Patient,Encounter"}, {"_include", "Encounter:subject"}}).ok());
  EXPECT_FALSE(parse_search(definitions(), std::nullopt, {{"_type", "Patient,Encounter"}, {"_include", "Observation:subject"}}).ok());
}

TEST(SearchParser, AReferenceIsToATypeThatItCanHave) {
  EXPECT_THAT(refusal("Observation", {{"subject:Organization", "1"}}), HasSubstr("cannot be to Organization"));
  EXPECT_THAT(refusal("Encounter", {{"patient:Group", "1"}}), HasSubstr("cannot be to Group"));
  EXPECT_EQ(refusal("Observation", {{"subject:Device", "1"}}), "accepted");
  EXPECT_EQ(refusal("Provenance", {{"target:Basic", "1"}}), "accepted") << "any type";
}

TEST(SearchParser, ABooleanIsTrueOrFalse) {
  for (const std::string name : {"active", "active:not"}) {
    EXPECT_THAT(refusal("Patient", {{name, "perhaps"}}), HasSubstr("expected true or false"));
    EXPECT_THAT(refusal("Patient", {{name, "true,0"}}), HasSubstr("expected true or false"));
    EXPECT_EQ(refusal("Patient", {{name, "true,|false"}}), "accepted");
  }
  EXPECT_THAT(refusal("Patient", {{"_filter", "active eq perhaps"}}), HasSubstr("expected true or false"));
}

TEST(SearchParser, IdsAndTimesAreForTheStoreItself) {
  EXPECT_EQ(shape(criterion("Patient", "_id", "a,b")), "Ids2");
  EXPECT_EQ(shape(criterion("Patient", "_id:not", "a")), "Not(Ids1)");
  EXPECT_EQ(shape(criterion("Patient", "_lastUpdated:missing", "true")), "Not(All())");
  const auto updated = [](std::string_view value) { return std::get<store::Updated>(criterion("Patient", "_lastUpdated", value).node); };
  const std::int64_t day = 86'400'000;
  for (const auto& [value, from, until] : {std::tuple<const char*, std::int64_t, std::int64_t>{"1970-01-02", day, 2 * day}, {"gt1970-01-02", 2 * day, -1},
           {"ge1970-01-02", day, -1}, {"lt1970-01-02", -1, day}, {"le1970-01-02", -1, 2 * day}, {"sa1970-01-02", 2 * day, -1}, {"eb1970-01-02", -1, day},
           {"ap1970-01-02", day, 2 * day}}) {
    EXPECT_EQ(updated(value).from_ms.value_or(-1), from) << value;
    EXPECT_EQ(updated(value).until_ms.value_or(-1), until) << value;
  }
  EXPECT_EQ(shape(criterion("Patient", "_lastUpdated", "ne1970-01-02")), "Any(Updated, Updated)");
}

TEST(SearchParser, SeveralTypesShareTheirCriteria) {
  const auto search = [](const Parameters& parameters) { return parse_search(definitions(), std::nullopt, parameters); };
  EXPECT_EQ(search({})->query.types.size(), 146U);
  EXPECT_EQ(search({{"_type", "Patient,Encounter"}})->query.types, (std::vector{type("Encounter"), type("Patient")}));
  EXPECT_EQ(shape(search({{"_type", "Patient,Encounter"}, {"identifier", "7"}})->query.where), "All(Any(Where1, Where1))");
  EXPECT_EQ(shape(search({{"_type", "Patient,Encounter"}, {"identifier:not", "7"}})->query.where), "All(All(Not(Where1), Not(Where1)))");
  EXPECT_EQ(shape(search({{"_tag", "a"}})->query.where), "All(Where1)");
  EXPECT_EQ(shape(search({{"_list", "a"}})->query.where), "All(PointedAt List(Ids1))");
  EXPECT_FALSE(search({{"_type", "Patient,Encounter"}, {"gender", "male"}}).ok());
  EXPECT_FALSE(search({{"_type", "Nothing"}}).ok());
  EXPECT_FALSE(search({{"_sort", "name"}}).ok());
  EXPECT_TRUE(search({{"_sort", "-_lastUpdated"}}).ok());
}

TEST(SearchParser, LimitsHold) {
  SearchOptions options;
  options.parameters_max = 2;
  options.values_max = 3;
  EXPECT_NE(refusal("Patient", {{"gender", "a"}, {"gender", "b"}, {"gender", "c"}}, options), "accepted");
  EXPECT_EQ(refusal("Patient", {{"gender", "a,b,c"}}, options), "accepted");
  EXPECT_NE(refusal("Patient", {{"gender", "a,b,c,d"}}, options), "accepted");
}

// Every indexed parameter of every type can be searched, sorted by or says why not.
TEST(SearchParser, KnowsEveryParameter) {
  for (const TypeId each : definitions().resource_types()) {
    for (const SearchParameter* known : definitions().search_parameters(each)) {
      const Result<store::Expr> expr = parse_criterion(definitions(), each, std::string(known->code) + ":missing", "true");
      const std::string message = expr.ok() ? "not supported" : expr.error().message;
      EXPECT_THAT(message, ::testing::AnyOf(HasSubstr("not supported"), HasSubstr("no expression"), HasSubstr("no modifier"))) << known->url;
    }
  }
}

}  // namespace
}  // namespace osler::fhir
