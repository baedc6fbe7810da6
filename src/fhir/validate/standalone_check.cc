#include "fhir/validate/standalone_check.h"

#include "fhir/terms/package_archive.h"
#include "fhir/validate/definition_check.h"
#include "fhir/validate/questionnaire_check.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

std::string text_of(json::View value) { return value.is_string() ? value.text() : std::string(); }

}  // namespace

Result<std::unique_ptr<StandaloneCheck>> StandaloneCheck::open(const Definitions& definitions, std::int64_t now_ms) {
  OSLER_TRY(terms::ShippedSource shipped, terms::ShippedSource::open());
  return std::unique_ptr<StandaloneCheck>(new StandaloneCheck(definitions, std::move(shipped), now_ms));
}

StandaloneCheck::StandaloneCheck(const Definitions& definitions, terms::ShippedSource shipped, std::int64_t now_ms)
    : definitions_(definitions), structure_(definitions), shipped_source_(std::move(shipped)), shipped_(definitions, {&shipped_source_}),
      library_(definitions, {&source_}, &shipped_), terminology_(library_), profiles_(definitions, library_), checker_(profiles_) {
  environment_.now_ms = now_ms;
  environment_.terminology = &terminology_;
  environment_.conforms_to = [this](const path::Item& item, std::string_view url) { return checker_.conforms(item, url); };
}

Result<std::string> StandaloneCheck::add_resource(std::string text) {
  json::Parser parser;
  OSLER_TRY(json::Tree tree, parser.parse(json::PaddedBytes(text), definitions_.names()));
  const json::View root = tree.root();
  const std::string type = text_of(root.member("resourceType"));
  std::string url = text_of(root.member("url"));
  if (url.empty()) return invalid_input("expected a conformance resource with a url");
  if (const auto kind = terms::kind_of(type)) source_.add(*kind, url, text_of(root.member("version")), std::move(text));
  else if (type == "Questionnaire") questionnaires_.push_back(std::move(tree));
  else if (type == "ImplementationGuide") guides_.push_back(std::move(tree));
  else return invalid_input("expected a StructureDefinition, ValueSet, CodeSystem, ConceptMap, Questionnaire or ImplementationGuide");
  return url;
}

Status StandaloneCheck::add_package(std::string_view archive) {
  OSLER_TRY(terms::Package package, terms::read_package(archive, definitions_.names()));
  for (terms::PackageResource& resource : package.resources) {
    const auto kind = terms::kind_of(resource.type);
    if (kind) source_.add(*kind, std::move(resource.url), std::move(resource.version), std::move(resource.text));
  }
  return {};
}

Status StandaloneCheck::check(json::View resource, const std::vector<std::string>& profiles, const StructureCheckOptions& options,
                              Findings& findings) const {
  StructureCheckOptions own = options;
  own.surroundings = &environment_;
  own.extensions = {.definitions = &profiles_};
  structure_.check(resource, own, findings);
  const ProfileCheckOptions of_profiles{.must_support = options.least >= Severity::kInformation, .implied = true, .now_ms = environment_.now_ms};
  checker_.check_declared(resource, of_profiles, findings);
  for (const std::string& profile : profiles) OSLER_RETURN_IF_ERROR(checker_.check(resource, profile, of_profiles, findings));
  for (const json::Tree& guide : guides_) {
    for (const json::View global : guide.root().member("global")) {
      if (!json::same_value(global.member("type"), resource.member("resourceType"))) continue;
      OSLER_RETURN_IF_ERROR(checker_.check(resource, text_of(global.member("profile")), of_profiles, findings));
    }
  }
  check_definition(profiles_, resource, findings);
  if (resource.member("resourceType").equals("QuestionnaireResponse")) answers(resource, findings);
  return {};
}

void StandaloneCheck::answers(json::View response, Findings& findings) const {
  const std::string canonical = text_of(response.member("questionnaire"));
  const std::string url = canonical.substr(0, canonical.find('|'));
  for (const json::Tree& questionnaire : questionnaires_) {
    if (!url.empty() && questionnaire.root().member("url").equals(url)) check_answers(definitions_, response, questionnaire.root(), &terminology_, findings);
  }
}

}  // namespace osler::fhir
