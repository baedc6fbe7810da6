#include "fhir/path/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/parser.h"

namespace osler::fhir::path {
namespace {

using ::testing::HasSubstr;

const Definitions& definitions() {
  static const Definitions kDefinitions = Definitions::built_in().value();
  return kDefinitions;
}

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p","active":true,
  "name":[{"use":"official","family":"Chalmers","given":["Peter","James"]},{"use":"usual","given":["Jim"]}],
  "birthDate":"1974-12-25","_birthDate":{"extension":[{"url":"urn:time","valueDateTime":"1974-12-25T14:35:45-05:00"}]},
  "telecom":[{"system":"phone","value":"555","rank":1},{"system":"email","value":"a@b"}],
  "_gender":{"extension":[{"url":"urn:why","valueCode":"unknown"}]},
  "deceasedBoolean":false,"multipleBirthInteger":2,
  "contained":[{"resourceType":"Organization","id":"o","name":"Acme"}],
  "managingOrganization":{"reference":"#o"},"generalPractitioner":[{"reference":"Practitioner/7"},{"reference":"https://x/fhir/Organization/8"}],
  "extension":[{"url":"urn:weight","valueQuantity":{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}]})";

std::string answer(std::string_view expression, const Environment& environment = {}) {
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(kPatient), definitions().names()).value();
  const Result<Program> program = compile(definitions(), expression);
  if (!program.ok()) return "does not compile: " + program.error().message;
  Workspace workspace;
  const Result<Collection> items = evaluate(*program, definitions(), context_item(definitions(), tree.root()), environment, workspace);
  return items.ok() ? to_json_array(*items) : "error: " + items.error().message;
}

TEST(Evaluate, AnswersAsTheSpecificationSays) {
  const std::pair<const char*, const char*> cases[] = {
      // Paths.
      {"name.given", R"(["Peter","James","Jim"])"},
      {"Patient.name.family", R"(["Chalmers"])"},
      {"Resource.id", R"(["p"])"},
      {"DomainResource.contained.name", R"(["Acme"])"},
      {"Encounter.name", "[]"},
      {"name.nosuch", "[]"},
      {"Patient.deceased", "[false]"},
      {"Patient.multipleBirth + 1", "[3]"},
      {"Patient.deceasedBoolean", "[]"},
      {"`name`.given[1]", R"(["James"])"},
      {"name[5]", "[]"},
      {"name[0].given[0]", R"(["Peter"])"},
      {"extension('urn:weight').value.unit", R"(["kg"])"},
      {"birthDate.extension('urn:time').value", R"(["1974-12-25T14:35:45-05:00"])"},
      {"gender.extension.value", R"(["unknown"])"},
      {"gender.hasValue() or birthDate.hasValue().not()", "[false]"},
      {"birthDate.getValue()", R"(["1974-12-25"])"},
      {"gender.getValue()", "[]"},
      {"name.first().elementDefinition().path", R"(["Patient.name"])"},
      {"name.elementDefinition().count()", "[2]"},
      {"name.first().elementDefinition().select(min.toString() & '..' & max & ' ' & type.code & ' ' & isSummary.toString())",
       R"(["0..* HumanName true"])"},
      {"name.first().use.elementDefinition().binding.select(strength & ' ' & valueSet)",
       R"(["required http://hl7.org/fhir/ValueSet/name-use"])"},
      {"Patient.deceased.elementDefinition().select(path | type.code)", R"(["Patient.deceased[x]","boolean","dateTime"])"},
      {"Patient.managingOrganization.elementDefinition().type.targetProfile", R"(["http://hl7.org/fhir/StructureDefinition/Organization"])"},
      {"contained.elementDefinition().path", R"(["Patient.contained"])"},
      {"Patient.elementDefinition().select(path & ' ' & max)", R"(["Patient *"])"},
      {"name.elementDefinition().first() is ElementDefinition", "[true]"},
      {"name.elementDefinition().elementDefinition().first().path", R"(["ElementDefinition"])"},
      {"(1 | 'a').elementDefinition()", "[]"},
      {"contact.elementDefinition()", "[]"},
      // What is the same wherever it stands is evaluated once; what only looks alike is not mixed up.
      {"name.where(%resource.descendants().ofType(code).count() = %context.descendants().ofType(code).count()).given", R"(["Peter","James","Jim"])"},
      {"%resource.descendants().ofType(uri).count() = %resource.descendants().ofType(code).count()", "[false]"},
      {"contained.select(descendants().count() | %resource.descendants().ofType(boolean).count())", "[2]"},
      {"contained.where(name in (%resource.descendants().name | %resource.descendants().ofType(string))).name", R"(["Acme"])"},
      {"(%resource.descendants().family | %resource.descendants().given).count()", "[4]"},
      // Filters.
      {"name.where(use = 'usual').given", R"(["Jim"])"},
      {"telecom.where(system='email').value", R"(["a@b"])"},
      {"name.exists(use = 'x') or name.all(given.exists())", "[true]"},
      {"name.select(given.first())", R"(["Peter","Jim"])"},
      {"name.given.where($this.startsWith('J')).count()", "[2]"},
      {"name.given.select($index)", "[0,1,2]"},
      {"(1|2|3).aggregate($this + $total, 0)", "[6]"},
      {"name.given.tail() | name.given.first()", R"(["James","Jim","Peter"])"},
      {"(1 | 2 | 2).count() + (1).combine(1).count()", "[4]"},
      {"(1|2|3).intersect(2|4) | (1|2).exclude(1)", "[2]"},
      {"1 in (1|2) and (1|2) contains 2", "[true]"},
      {"Patient.descendants().ofType(Quantity).value", "[70.50]"},
      {"contained.repeat(children()).count() > 0", "[true]"},
      {"(3|1|2).sort() | name.given.sort(-$this)", R"([1,2,3,"Peter","Jim","James"])"},
      {"name.sort(-use).select(use) | name.sort(family).first().given", R"(["usual","official","Jim"])"},
      {"1.580.precision() + @2014-01.precision() + @T10:30.precision()", "[13]"},
      {"1 'cm'.comparable(1 '[in_i]') and 1 'cm'.comparable(1 's').not()", "[true]"},
      // Types.
      {"Patient.deceased is boolean", "[true]"},
      {"active is Boolean", "[false]"},
      {"true is Boolean and 1 is System.Integer", "[true]"},
      {"extension.value as Quantity = 70.5 'kg'", "[true]"},
      {"Patient.is(DomainResource) and Patient.is(FHIR.Patient)", "[true]"},
      {"active.type().name & '/' & 1.type().namespace", R"(["boolean/System"])"},
      {"generalPractitioner.where(resolve() is Practitioner).reference", R"(["Practitioner/7"])"},
      {"generalPractitioner.where(resolve() is Organization).reference", R"(["https://x/fhir/Organization/8"])"},
      {"managingOrganization.resolve().name", R"(["Acme"])"},
      // Logic with three values.
      {"(true and {}) | (false and {})", "[false]"},
      {"(true or {}) and ({} implies true)", "[true]"},
      {"({} = 1).empty() and ({} or {}).empty() and (true xor {}).empty()", "[true]"},
      {"false implies (1 | 2)", "[true]"},
      // Equality.
      {"1 = 1.0 and 'a' != 'b' and 1.10 ~ 1.1 and 'A  b' ~ 'a B'", "[true]"},
      {"(1|2) = (2|1)", "[false]"},
      {"(1|2) ~ (2|1)", "[true]"},
      {"@2012 = @2012-01", "[]"},
      {"@2012 ~ @2012-01", "[false]"},
      {"@2012-01 = @2013-01-05", "[false]"},
      {"@2012-04-15T15:00:00Z = @2012-04-15T17:00:00+02:00", "[true]"},
      {"4.0000 'g' = 4000.0 'mg' and 1 week = 7 days", "[true]"},
      {"1 year = 1 'a'", "[]"},
      {"name[0] = name[0] and name[0] != name[1]", "[true]"},
      // Order.
      {"@T10:00 < @T10:00:00.5", "[]"},
      {"@2018-03 > @2018-02-28 and 'b' > 'a' and 1 kg_is_no_unit", "does not compile: FHIRPath: expected the end of the expression at offset 43"},
      {"1 'kg' > 900 'g'", "[true]"},
      {"1 'kg' > 1 'm'", "[]"},
      // Arithmetic.
      {"1 + 2 * 3 - 4 div 3 & 'x'", "error: FHIRPath: '&' needs a string"},
      {"(1 + 2 * 3 - 4 div 3).toString() & 'x'", R"(["6x"])"},
      {"5 / 2", "[2.5]"},
      {"5 mod 3 + 5.5 mod 0.7", "[2.6]"},
      {"1 / 0", "[]"},
      {"9223372036854775807 + 1", "[9223372036854775808]"},
      {"-1.abs()", "[-1]"},
      {"-('-9223372036854775808'.toInteger()) | '-9223372036854775808'.toInteger().abs()", "[]"},
      {"(-1).abs() + 2.power(10) + 16.sqrt()", "[1029]"},
      {"1.5.round() + (-1.1).ceiling() + (-1.1).floor() + 1.9.truncate()", "[0]"},
      {"3.14159.round(3)", "[3.142]"},
      {"100.log(10) + 0.exp() + 1.ln()", "[3]"},
      {"2 'cm' * 2 'cm'", R"([{"value":0.0004,"unit":"m2","system":"http://unitsofmeasure.org","code":"m2"}])"},
      {"@2020-02-29 + 1 year", R"(["2021-02-28"])"},
      {"@2020-01-31 + 1 month - 1 day", R"(["2020-02-28"])"},
      {"@T23:30 + 45 minutes", R"(["00:15"])"},
      {"@2019-03-01T00:00:00Z - 1 second", R"(["2019-02-28T23:59:59Z"])"},
      // Strings.
      {"'äöü'.length() + 'äöü'.indexOf('ü')", "[5]"},
      {"'äöü'.substring(1, 1) & 'abc'.substring(2)", R"(["öc"])"},
      {"'a,b,,c'.split(',').count() + 'ab'.toChars().count()", "[6]"},
      {"name.given.join('-').upper().replace('J', 'j')", R"(["PETER-jAMES-jIM"])"},
      {"'abc'.replace('', '.')", R"([".a.b.c."])"},
      {"'a1b22'.replaceMatches('[0-9]+', '<$0>')", R"(["a<1>b<22>"])"},
      {"'11/30/1972'.replaceMatches('(?P<m>\\\\d+)/(?P<d>\\\\d+)/.*', '${d}-${m}')", R"(["30-11"])"},
      {"'abc'.matches('b') and 'abc'.matchesFull('b').not()", "[true]"},
      {"'test'.encode('base64') & 'dGVzdA=='.decode('base64') & 'hi'.encode('hex')", R"(["dGVzdA==test6869"])"},
      {"'\"1<2\"'.escape('html')", R"(["&quot;1&lt;2&quot;"])"},
      {"' a '.trim() & 'a\\u00e9\\n'.escape('json')", R"(["aaé\\n"])"},
      // Conversions.
      {"'1.5'.toDecimal() + '2'.toInteger() + 'true'.toBoolean().toInteger()", "[4.5]"},
      {"'x'.convertsToInteger() or '1e3'.convertsToDecimal()", "[false]"},
      {"'2015-02-04T10:00'.toDate() | '2015'.toDateTime()", R"(["2015-02-04","2015"])"},
      {"'4 days'.toQuantity() = 4 days and '70 \\'kg\\''.toQuantity('g').value = {}", "[]"},
      {"1.toQuantity().toString()", R"(["1 '1'"])"},
      {"iif(active, 'yes', 1 / 'no')", R"(["yes"])"},
      {"iif(false, 1)", "[]"},
      {"{} | %ucum | %`ext-a`", R"(["http://unitsofmeasure.org","http://hl7.org/fhir/StructureDefinition/a"])"},
      {"%resource.id | %context.id | %rootResource.id", R"(["p"])"},
      {"conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", "[true]"},
  };
  for (const auto& [expression, expected] : cases) EXPECT_EQ(answer(expression), expected) << expression;
}

TEST(Evaluate, RefusesWhatHasNoMeaning) {
  for (const auto& [expression, expected] : {
           std::pair{"name.given.single()", "single() found several items"}, {"name.given & 'x'", "single item"}, {"1 + 'a'", "not defined"}, {"1 < 'a'", "no order"},
           {"'a'.substring('b')", "integer"}, {"active.startsWith('t')", "string"}, {"(1|2) and true", "single item"}, {"%nosuch", "unknown variable"},
           {"@2020-01-01 + 1 'cm'", "unit"}, {"@2020-01-01 + 1", "only a quantity"}, {"-'a'", "sign"}, {"'a'.matches('(' & '')", "regular expression"}, {"(1|2).toString()", "single item"},
           {"iif('x', 1)", "boolean"}, {"name as HumanName", "single item"}, {"(true|'x').allTrue()", "boolean"}, {"1.round(-1)", "negative"}, {"'a'.abs()", "number"},
           {"name.skip({})", "needed"}, {"conformsTo('urn:x')", "no such profile"}, {"(1|'a').sort()", "no order"}}) {
    EXPECT_THAT(answer(expression), HasSubstr(expected)) << expression;
    EXPECT_TRUE(answer(expression).starts_with("error: FHIRPath: ")) << expression;
  }
}

TEST(Evaluate, RefusesWhatCannotBeCompiled) {
  for (const auto& [expression, expected] : {
           std::pair{"name.frist()", "unknown function 'frist()'; did you mean 'first()'?"}, {"name.first(1)", "takes 0 to 0"},
           {"name.where()", "takes 1 to 1"}, {"active is nosuch", "unknown type"}, {"active.ofType(nosuch)", "unknown type"}, {"active.ofType(1)", "name of a type"}, {"", "a value"},
           {"1 +", "a value"}, {"(1", "')'"}, {"name.", "a name"}, {"'abc", "closing quote"}, {"/* x", "comment"}, {"a ? b", "unexpected character"}, {"@", "a date or a time"},
           {"@2020-13", "real date"}, {"@T25:00", "real date"}, {"$foo", "$this"}, {"'\\x'", "escape"}, {"'a'.matches('(')", "regular expression"}, {"name[1", "']'"}, {"{1}", "'}'"}, {"%1", "a name after"}}) {
    EXPECT_THAT(answer(expression), HasSubstr(expected)) << expression;
    EXPECT_TRUE(answer(expression).starts_with("does not compile: FHIRPath: ")) << expression;
  }
}

TEST(Evaluate, EveryLimitHolds) {
  Environment tight;
  tight.steps_max = 1'000;
  EXPECT_THAT(answer("Patient.descendants().select(%resource.descendants()).count()", tight), HasSubstr("too-costly"));
  Environment small;
  small.collection_max = 10;
  EXPECT_THAT(answer("Patient.descendants()", small), HasSubstr("too-costly"));
  Environment brief;
  brief.text_bytes_max = 20;
  EXPECT_THAT(answer("'0123456789' + '0123456789' + '0'", brief), HasSubstr("too-costly"));
  EXPECT_THAT(answer(std::string(500, '(') + "1" + std::string(500, ')')), HasSubstr("nested too deeply"));
  EXPECT_THAT(answer(std::string(500, '-') + "1"), HasSubstr("nested too deeply"));
  EXPECT_THAT(answer(std::string(70'000, ' ')), HasSubstr("longer than"));
  EXPECT_THAT(answer("(0).repeat($this + 1)"), HasSubstr("too-costly"));
}

TEST(Evaluate, ALongChainIsRefusedBeforeItCostsTheStack) {
  const auto sum_of = [](int terms) {
    std::string sum = "1";
    for (int i = 1; i < terms; ++i) sum += "+1";
    return sum;
  };
  EXPECT_EQ(answer(sum_of(250)), "[250]");
  EXPECT_THAT(answer(sum_of(251)), HasSubstr("nested too deeply"));
  EXPECT_THAT(answer(sum_of(30'000)), HasSubstr("nested too deeply"));
}

TEST(Evaluate, TheEnvironmentIsSeen) {
  Environment environment;
  environment.now_ms = 1'700'000'000'000;
  EXPECT_EQ(answer("now() | today() | timeOfDay()", environment), R"(["2023-11-14T22:13:20.000Z","2023-11-14","22:13:20.000"])");
  std::vector<std::string> traced;
  environment.trace = [&](std::string_view name, const Collection& items) { traced.push_back(std::string(name) + to_json_array(items)); };
  EXPECT_EQ(answer("name.trace('names', use).count()", environment), "[2]");
  EXPECT_EQ(traced, std::vector<std::string>{R"(names["official","usual"])"});
  Item five;
  five.kind = ItemKind::kInteger;
  five.integer = 5;
  const Variable variables[] = {{"five", five}};
  environment.variables = variables;
  EXPECT_EQ(answer("%five + 1", environment), "[6]");
  environment.resolve = [&](std::string_view reference) { return reference == "Practitioner/7" ? std::optional<Item>(five) : std::nullopt; };
  EXPECT_EQ(answer("generalPractitioner.first().resolve() + 1", environment), "[6]");
}

TEST(Evaluate, InvariantsHoldOnlyWhenTrue) {
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(kPatient), definitions().names()).value();
  const Item context = context_item(definitions(), tree.root());
  Workspace workspace;
  const auto held = [&](std::string_view expression) {
    const Program program = compile(definitions(), expression).value();
    const Result<bool> result = holds(program, definitions(), context, {}, workspace);
    return result.ok() && *result;
  };
  EXPECT_TRUE(held("name.exists()"));
  EXPECT_TRUE(held("name.first()"));
  EXPECT_FALSE(held("{}"));
  EXPECT_FALSE(held("active.not()"));
  EXPECT_FALSE(held("name"));
}

TEST(Evaluate, ContentWithoutDefinitionIsWalkedByName) {
  json::Parser parser;
  const json::Tree tree = parser.parse(json::PaddedBytes(R"({"a":[{"b":1},{"b":"x"}]})"), definitions().names()).value();
  Workspace workspace;
  const Program program = compile(definitions(), "a.b").value();
  EXPECT_EQ(to_json_array(*evaluate(program, definitions(), context_item(definitions(), tree.root()), {}, workspace)), R"([1,"x"])");
  const Program outside = compile(definitions(), "$this").value();
  EXPECT_EQ(to_json_array(*evaluate(outside, definitions(), Item{}, {}, workspace)), "[]");
}

TEST(Evaluate, CompilesTheInvariantsOfR4) {
  std::size_t compiled = 0;
  for (std::uint16_t i = 1; i <= definitions().structure_count(); ++i) {
    for (const Invariant& invariant : definitions().at(StructureId{i}).invariants) {
      const Result<Program> program = compile(definitions(), invariant.expression);
      EXPECT_TRUE(program.ok()) << invariant.key << ": " << invariant.expression << ": " << program.error().message;
      ++compiled;
    }
  }
  EXPECT_GE(compiled, 200U);
}

}  // namespace
}  // namespace osler::fhir::path
