#include "billing.h"

#include "fill.h"

namespace osler::synthetic {
namespace {

constexpr std::string_view kClaim =
    R"({"resourceType":"Claim",@"status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"pharmacy"}]},"use":"claim","patient":{"reference":"@"},"billablePeriod":{"start":"@","end":"@"},"created":"@","provider":{"reference":"@"},"priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}]},"prescription":{"reference":"@"},"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Synthetic Health Plan"}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}],"text":"Encounter for symptom"},"encounter":[{"reference":"@"}]},{"sequence":2,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"432102000","display":"Administration of substance"}],"text":"Administration of substance"},"net":{"value":@,"currency":"USD"}}],"total":{"value":@,"currency":"USD"}})";
constexpr std::string_view kExplanation =
    R"({"resourceType":"ExplanationOfBenefit",@"contained":[{"resourceType":"ServiceRequest","id":"referral","status":"completed","intent":"order","subject":{"reference":"@"},"requester":{"reference":"@"},"performer":[{"reference":"@"}]},{"resourceType":"Coverage","id":"coverage","status":"active","type":{"text":"Synthetic Health Plan"},"beneficiary":{"reference":"@"},"payor":[{"display":"Synthetic Health Plan"}]}],"identifier":[{"system":"https://synthetic.example/claim","value":"@"}],"status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"pharmacy"}]},"use":"claim","patient":{"reference":"@"},"billablePeriod":{"start":"@","end":"@"},"created":"@","insurer":{"display":"Synthetic Health Plan"},"provider":{"reference":"@"},"referral":{"reference":"#referral"},"claim":{"reference":"@"},"outcome":"complete","careTeam":[{"sequence":1,"provider":{"reference":"@"},"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claimcareteamrole","code":"primary","display":"Primary Care Practitioner"}]}}],"insurance":[{"focal":true,"coverage":{"reference":"#coverage","display":"Synthetic Health Plan"}}],"item":[{"sequence":1,"category":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd","code":"1","display":"Medical care"}]},"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}],"text":"Encounter for symptom"},"servicedPeriod":{"start":"@","end":"@"},"locationCodeableConcept":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/ex-serviceplace","code":"19","display":"Off Campus-Outpatient Hospital"}]},"encounter":[{"reference":"@"}],"net":{"value":@,"currency":"USD"},"adjudication":[{"category":{"coding":[{"system":"https://bluebutton.cms.gov/resources/codesystem/adjudication","code":"https://bluebutton.cms.gov/resources/variables/line_coinsrnc_amt","display":"Line Beneficiary Coinsurance Amount"}]},"amount":{"value":@,"currency":"USD"}},{"category":{"coding":[{"system":"https://bluebutton.cms.gov/resources/codesystem/adjudication","code":"https://bluebutton.cms.gov/resources/variables/line_prvdr_pmt_amt","display":"Line Provider Payment Amount"}]},"amount":{"value":@,"currency":"USD"}}]}],"total":[{"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted","display":"Submitted Amount"}]},"amount":{"value":@,"currency":"USD"}}],"payment":{"amount":{"value":@,"currency":"USD"}}})";

std::string cents(int number) { return std::to_string(number / 100) + '.' + digits(number % 100, 2); }

}  // namespace

void make_bill(Chart& chart, const Billed& billed) {
  const int net = chart.random.between(1'000, 60'000);
  const std::string amount = cents(net);
  const std::string_view patient = chart.patient.reference;
  const Name claim = chart.name("Claim", 'l');
  chart.put(claim, filled(kClaim, {claim.member, patient, billed.start, billed.end, billed.end, billed.organization,
                                   billed.prescription, billed.encounter, amount, amount}));
  const Name explanation = chart.name("ExplanationOfBenefit", 'x');
  chart.put(explanation, filled(kExplanation, {explanation.member,
                                               patient,
                                               billed.practitioner,
                                               billed.practitioner,
                                               patient,
                                               std::to_string(chart.number) + '-' + std::string(billed.start),
                                               patient,
                                               billed.start,
                                               billed.end,
                                               billed.end,
                                               billed.organization,
                                               claim.reference,
                                               billed.practitioner,
                                               billed.start,
                                               billed.end,
                                               billed.encounter,
                                               amount,
                                               cents(net / 5),
                                               cents(net - net / 5),
                                               amount,
                                               cents(net - net / 5)}));
}

}  // namespace osler::synthetic
