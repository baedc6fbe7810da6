#include "facilities.h"

#include "calendar.h"
#include "catalogue.h"
#include "fill.h"

namespace osler::synthetic {
namespace {

void put(Facts& facts, const Sink& sink, std::string_view type, std::string id, std::string text) {
  count(facts, "type/" + std::string(type));
  sink({type, std::move(id), "", std::move(text)});
}

}  // namespace

void make_block(std::uint64_t seed, std::uint32_t block, Facts& facts, const Sink& sink) {
  Random random(seed ^ 0xFAC1117135ULL, block);
  const std::string organization = "org-" + std::to_string(block);
  const std::string town(pick(towns(), random));
  const std::string_view name = pick(family_names(), random);
  put(facts, sink, "Organization", organization,
      filled(
          R"({"resourceType":"Organization","id":"@","identifier":[{"system":"https://synthetic.example/organization","value":"@"}],"active":true,"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov","display":"Healthcare Provider"}],"text":"Healthcare Provider"}],"name":"@ HOSPITAL @","telecom":[{"system":"phone","value":"555-@"}],"address":[{"line":["@ Main Street"],"city":"@","state":"MA","postalCode":"0@","country":"US"}]})",
          {organization, organization, name, std::to_string(block), digits(random.between(0, 9999), 4),
           std::to_string(random.between(1, 999)), town, digits(random.between(1000, 2799), 4)}));
  for (std::uint32_t n = 0; n < kLocationsPerBlock; ++n) {
    const std::string id = "loc-" + std::to_string(block * kLocationsPerBlock + n);
    put(facts, sink, "Location", id,
        filled(
            R"({"resourceType":"Location","id":"@","status":"active","name":"@ WARD @","telecom":[{"system":"phone","value":"555-@"}],"address":{"line":["@ Main Street"],"city":"@","state":"MA","country":"US"},"position":{"longitude":-71.@,"latitude":42.@},"managingOrganization":{"reference":"Organization/@"}})",
            {id, name, std::to_string(n + 1), digits(random.between(0, 9999), 4),
             std::to_string(random.between(1, 999)), town, digits(random.between(0, 999'999), 6),
             digits(random.between(0, 999'999), 6), organization}));
  }
  for (std::uint32_t n = 0; n < kPractitionersPerBlock; ++n) {
    const std::string id = "prac-" + std::to_string(block * kPractitionersPerBlock + n);
    const bool female = random.per_mille(500);
    put(facts, sink, "Practitioner", id,
        filled(
            R"({"resourceType":"Practitioner","id":"@","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"@"}],"active":true,"name":[{"family":"@","given":["@"],"prefix":["Dr."]}],"gender":"@","address":[{"city":"@","state":"MA","country":"US"}]})",
            {id, std::to_string(9'900'000'000ULL + block * kPractitionersPerBlock + n), pick(family_names(), random),
             pick(female ? female_names() : male_names(), random), female ? "female" : "male", town}));
  }
}

Place random_place(std::uint32_t patient, Random& random) {
  const std::uint32_t block =
      random.per_mille(700) ? patient / kPatientsPerBlock : random.below(patient / kPatientsPerBlock + 1);
  return {"Organization/org-" + std::to_string(block),
          "Location/loc-" + std::to_string(block * kLocationsPerBlock + random.below(kLocationsPerBlock)),
          "Practitioner/prac-" + std::to_string(block * kPractitionersPerBlock + random.below(kPractitionersPerBlock))};
}

}  // namespace osler::synthetic
