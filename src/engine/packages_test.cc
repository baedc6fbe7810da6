#include "engine/packages.h"

#include <gmock/gmock.h>

#include "json/parser.h"
#include "store/memory/memory_store.h"

namespace osler::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const fhir::Definitions& definitions() {
  static const Result<fhir::Definitions> loaded = fhir::Definitions::built_in();
  return *loaded;
}

constexpr std::string_view kProfile =
    R"({"resourceType":"StructureDefinition","id":"p","url":"http://x/p","version":"1","name":"P","status":"active","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"id":"Patient","path":"Patient"},{"id":"Patient.name","path":"Patient.name","min":1}]}})";
constexpr std::string_view kParameter =
    R"({"resourceType":"SearchParameter","id":"s","url":"http://x/s","version":"1","name":"S","status":"active","description":"d","code":"shoe-size","base":["Patient"],"type":"string","expression":"Patient.name.text"})";
constexpr std::string_view kShoe =
    R"({"resourceType":"StructureDefinition","id":"shoe","url":"http://x/shoe","version":"1","name":"Shoe","status":"active","kind":"complex-type","abstract":false,"context":[{"type":"element","expression":"Patient"}],"type":"Extension","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","derivation":"constraint","differential":{"element":[{"id":"Extension","path":"Extension","max":"1"},{"id":"Extension.url","path":"Extension.url","fixedUri":"http://x/shoe"},{"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"integer"}]}]}})";
constexpr std::string_view kNameless = R"({"resourceType":"Patient","meta":{"profile":["http://x/p"]},"active":true})";

class PackagesTest : public testing::Test {
 protected:
  PackagesTest() : extractor_(*fhir::ResourceExtractor::create(definitions())), policy_(definitions()), store_(clock_) {
    extractor_->parameters().attach(store_);
    EXPECT_TRUE(store_.open_index(*extractor_).ok());
    caller_ = access::system_caller({1, "org_1", "One", ""}, store::Environment::kTest);
    open(ProfilePolicy::kWarn);
  }
  void open(ProfilePolicy profiles) {
    Settings settings;
    settings.profiles = profiles;
    engine_ = std::make_unique<Engine>(definitions(), *extractor_, policy_, store_, clock_, rng_, settings);
  }
  Session session() { return {caller_, loop_, parser_, "admin", "", {}}; }
  Result<AddedPackage> add(std::vector<fhir::terms::PackageResource> resources, const std::string& version = "1") {
    Session s = session();
    const fhir::terms::Package package{"example", version, {}, std::move(resources)};
    return loop_.run(add_package(*engine_, s, package));
  }
  Result<Written> create(std::string_view text) {
    Session s = session();
    const auto tree = parser_.parse(json::PaddedBytes(text), definitions().names());
    return loop_.run(engine_->create(s, *definitions().resource_type("Patient"), *tree));
  }
  std::optional<store::Record> stored(std::string_view type, const std::string& id) {
    return store_.current(caller_.partition(), {*definitions().resource_type(type), id}).value();
  }
  static fhir::terms::PackageResource profile(const std::string& url = "http://x/p", const std::string& version = "1") {
    std::string text(kProfile);
    text.replace(text.find("http://x/p"), 10, url);
    text.replace(text.find("\"version\":\"1\""), 13, "\"version\":\"" + version + "\"");
    return {"StructureDefinition", "p", url, version, text};
  }

  ManualClock clock_;
  SeededRng rng_{1};
  std::unique_ptr<fhir::ResourceExtractor> extractor_;
  access::Policy policy_;
  store::MemoryStore store_;
  std::unique_ptr<Engine> engine_;
  access::Caller caller_;
  json::Parser parser_;
  BlockingLoop loop_;
};

TEST_F(PackagesTest, TakeEffectWithoutARestart) {
  const auto before = create(kNameless);
  ASSERT_TRUE(before.ok());
  ASSERT_EQ(before->warnings.size(), 1U);
  EXPECT_THAT(before->warnings.front().diagnostics, HasSubstr("not loaded"));

  const auto added = add({profile(), {"SearchParameter", "s", "http://x/s", "1", std::string(kParameter)}});
  ASSERT_TRUE(added.ok()) << added.error().message;
  EXPECT_EQ(added->loaded.resources, 2U);
  EXPECT_THAT(added->parameters, ElementsAre("Patient.shoe-size"));
  EXPECT_THAT(added->not_indexed, IsEmpty());
  const auto listed = list_packages(*engine_, caller_.partition());
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().name, "example");

  const auto after = create(kNameless);
  ASSERT_TRUE(after.ok());
  ASSERT_EQ(after->warnings.size(), 1U);
  EXPECT_EQ(after->warnings.front().expression, "Patient.name");
  EXPECT_EQ(after->warnings.front().severity, Severity::kWarning);
}

TEST_F(PackagesTest, AreRefusedAsAWholeNamingTheResource) {
  std::string broken(kParameter);
  broken.replace(broken.find("\"status\":\"active\","), 18, "");
  const auto refused = add({profile(), {"SearchParameter", "s", "http://x/s", "1", broken}});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("example#1"));
  EXPECT_THAT(refused.error().message, HasSubstr("SearchParameter/s"));
  EXPECT_FALSE(stored("StructureDefinition", "p").has_value());
  EXPECT_TRUE(list_packages(*engine_, caller_.partition())->empty());
}

TEST_F(PackagesTest, KeepSearchParametersThatCannotBeSearchedByWithoutEffect) {
  std::string useless(kParameter);
  useless.replace(useless.find("Patient.name.text"), 17, "Patient.name.txt");
  std::string other(kParameter);
  for (std::size_t at = 0; (at = other.find("shoe-size", at)) != std::string::npos;) other.replace(at, 9, "hat-size");
  other.replace(other.find("http://x/s"), 10, "http://x/t");
  other.replace(other.find("\"id\":\"s\""), 8, "\"id\":\"t\"");
  const auto added = add({{"SearchParameter", "s", "http://x/s", "1", useless}, {"SearchParameter", "t", "http://x/t", "1", other}});
  ASSERT_TRUE(added.ok()) << added.error().message;
  EXPECT_THAT(added->parameters, ElementsAre("Patient.hat-size"));
  EXPECT_THAT(added->not_indexed, ElementsAre(HasSubstr("Patient.shoe-size: ")));
  EXPECT_TRUE(stored("SearchParameter", "s").has_value());
}

TEST_F(PackagesTest, LoseTheEffectOfAParameterThatIsNoLongerUsable) {
  ASSERT_TRUE(add({{"SearchParameter", "s", "http://x/s", "1", std::string(kParameter)}}).ok());
  std::string useless(kParameter);
  useless.replace(useless.find("Patient.name.text"), 17, "Patient.name.txt");
  const auto again = add({{"SearchParameter", "s", "http://x/s", "1", useless}});
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(again->parameters, IsEmpty());
  EXPECT_THAT(again->not_indexed, ElementsAre(HasSubstr("Patient.shoe-size: ")));
}

TEST_F(PackagesTest, MakeNoNewVersionsOfTheSame) {
  ASSERT_TRUE(add({profile()}).ok());
  ASSERT_TRUE(add({profile()}).ok());
  EXPECT_EQ(stored("StructureDefinition", "p")->header.version.number, 1);
}

TEST_F(PackagesTest, KeepTwoVersionsOfOneCanonicalSideBySide) {
  ASSERT_TRUE(add({profile("http://x/p", "1")}).ok());
  ASSERT_TRUE(add({profile("http://x/p", "2.0")}, "2").ok());
  EXPECT_TRUE(stored("StructureDefinition", "p-2.0").has_value());
  const auto& library = engine_->conformance().library(caller_.partition());
  for (const std::string version : {"1", "2.0"}) {
    const auto found = library.document(fhir::terms::ResourceKind::kStructureDefinition, "http://x/p", version);
    ASSERT_TRUE(found.ok() && *found != nullptr) << version;
    EXPECT_TRUE((*found)->root().member("version").equals(version));
  }
}

// What is known of an extension is R4's rule, not a profile's: validation.profiles does not soften it.
TEST_F(PackagesTest, MakeExtensionsKnown) {
  const std::string right = R"({"resourceType":"Patient","extension":[{"url":"http://x/shoe","valueInteger":42}]})";
  const std::string wrong = R"({"resourceType":"Patient","extension":[{"url":"http://x/shoe","valueString":"42"}]})";
  const std::string elsewhere = R"({"resourceType":"Patient","name":[{"extension":[{"url":"http://x/shoe","valueInteger":42}]}]})";
  for (const std::string& text : {right, wrong, elsewhere}) EXPECT_TRUE(create(text)->warnings.empty()) << "an unknown extension is nobody's fault";
  ASSERT_TRUE(add({{"StructureDefinition", "shoe", "http://x/shoe", "1", std::string(kShoe)}}).ok());
  for (const ProfilePolicy policy : {ProfilePolicy::kOff, ProfilePolicy::kWarn, ProfilePolicy::kEnforce}) {
    open(policy);
    EXPECT_TRUE(create(right)->warnings.empty());
    const auto refused = create(wrong);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
    EXPECT_EQ(refused.error().issues.front().expression, "Patient.extension[0].value");
    const auto misplaced = create(elsewhere);
    ASSERT_TRUE(misplaced.ok());
    ASSERT_EQ(misplaced->warnings.size(), 1U);
    EXPECT_EQ(misplaced->warnings.front().expression, "Patient.name[0].extension[0]");
  }
}

// Value sets of loaded extensions change from version to version: whether a code outside them is refused is a setting.
TEST_F(PackagesTest, MakeCodesOfExtensionsKnown) {
  std::string bound(kShoe);
  bound.replace(bound.find(R"({"code":"integer"}])"), 19, R"({"code":"code"}],"binding":{"strength":"required","valueSet":"http://hl7.org/fhir/ValueSet/administrative-gender"})");
  ASSERT_TRUE(add({{"StructureDefinition", "shoe", "http://x/shoe", "1", bound}}).ok());
  const std::string wrong = R"({"resourceType":"Patient","extension":[{"url":"http://x/shoe","valueCode":"wide"}]})";
  open(ProfilePolicy::kOff);
  EXPECT_TRUE(create(wrong)->warnings.empty());
  open(ProfilePolicy::kWarn);
  EXPECT_EQ(create(wrong)->warnings.size(), 1U);
  open(ProfilePolicy::kEnforce);
  EXPECT_FALSE(create(wrong).ok());
  EXPECT_TRUE(create(R"({"resourceType":"Patient","extension":[{"url":"http://x/shoe","valueCode":"male"}]})")->warnings.empty());
}

TEST_F(PackagesTest, NeedNotDefineTheExtensionsOfR4) {
  const auto with = [&](std::string_view extension) {
    return create(R"({"resourceType":"Patient","birthDate":"2000-01-01","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime",)" +
                  std::string(extension) + "}]}}");
  };
  EXPECT_TRUE(with(R"("valueDateTime":"2000-01-01T10:00:00Z")")->warnings.empty());
  const auto refused = with(R"("valueString":"ten")");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().issues.front().expression, "Patient.birthDate.extension[0].value");
  EXPECT_THAT(refused.error().issues.front().diagnostics, HasSubstr("dateTime"));
}

TEST_F(PackagesTest, EnforceOrIgnoreProfilesAsSet) {
  ASSERT_TRUE(add({profile()}).ok());
  open(ProfilePolicy::kEnforce);
  const auto refused = create(kNameless);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnprocessable);
  EXPECT_EQ(refused.error().issues.front().expression, "Patient.name");
  EXPECT_TRUE(create(R"({"resourceType":"Patient","meta":{"profile":["http://x/none"]}})").ok()) << "an unknown profile is no refusal";
  caller_.organization.profiles = ProfilePolicy::kWarn;
  EXPECT_EQ(create(kNameless)->warnings.size(), 1U) << "what the organization says counts more than the server's setting";
  caller_.organization.profiles.reset();
  open(ProfilePolicy::kOff);
  const auto ignored = create(kNameless);
  ASSERT_TRUE(ignored.ok());
  EXPECT_TRUE(ignored->warnings.empty());
}

}  // namespace
}  // namespace osler::engine
