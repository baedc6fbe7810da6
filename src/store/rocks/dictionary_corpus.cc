#include "store/rocks/dictionary_corpus.h"

namespace osler::store::rocks {
namespace {

// One sample a line, but for two that show how indented texts look. Everything in them is invented.
constexpr std::string_view kCorpus =
    R"sample({
  "resourceType": "Observation",
  "status": "final",
  "category": [
    {
      "coding": [
        {
          "system": "http://terminology.hl7.org/CodeSystem/observation-category",
          "code": "survey",
          "display": "survey"
        }
      ]
    }
  ],
  "code": {
    "coding": [
      {
        "system": "http://loinc.org",
        "code": "72166-2",
        "display": "Tobacco smoking status"
      }
    ],
    "text": "Tobacco smoking status"
  },
  "subject": {
    "reference": "Patient/1"
  },
  "encounter": {
    "reference": "Encounter/1"
  },
  "effectiveDateTime": "2024-05-14T09:30:00-04:00",
  "issued": "2024-05-14T09:30:00.000-04:00",
  "valueCodeableConcept": {
    "coding": [
      {
        "system": "http://snomed.info/sct",
        "code": "266919005",
        "display": "Never smoked tobacco (finding)"
      }
    ],
    "text": "Never smoked tobacco (finding)"
  }
}
)sample"
    R"sample({
  "resourceType": "Encounter",
  "identifier": [
    {
      "use": "official",
      "system": "http://hospital.example.org/visits",
      "value": "V-0001"
    }
  ],
  "status": "finished",
  "class": {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "AMB",
    "display": "ambulatory"
  },
  "type": [
    {
      "coding": [
        {
          "system": "http://snomed.info/sct",
          "code": "162673000",
          "display": "General examination of patient (procedure)"
        }
      ],
      "text": "General examination of patient (procedure)"
    }
  ],
  "subject": {
    "reference": "Patient/1",
    "display": "Mrs. Jane Example"
  },
  "participant": [
    {
      "type": [
        {
          "coding": [
            {
              "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
              "code": "PPRF",
              "display": "primary performer"
            }
          ],
          "text": "primary performer"
        }
      ],
      "period": {
        "start": "2024-05-14T09:30:00-04:00",
        "end": "2024-05-14T09:45:00-04:00"
      },
      "individual": {
        "reference": "Practitioner/1",
        "display": "Dr. Alex Example"
      }
    }
  ],
  "period": {
    "start": "2024-05-14T09:30:00-04:00",
    "end": "2024-05-14T09:45:00-04:00"
  },
  "reasonCode": [
    {
      "coding": [
        {
          "system": "http://snomed.info/sct",
          "code": "195662009",
          "display": "Acute viral pharyngitis (disorder)"
        }
      ]
    }
  ],
  "diagnosis": [
    {
      "condition": {
        "reference": "Condition/1"
      }
    }
  ],
  "hospitalization": {
    "dischargeDisposition": {
      "coding": [
        {
          "system": "http://terminology.hl7.org/CodeSystem/discharge-disposition",
          "code": "home",
          "display": "Home"
        }
      ]
    }
  },
  "location": [
    {
      "location": {
        "reference": "Location/1",
        "display": "Example Hospital"
      }
    }
  ],
  "serviceProvider": {
    "reference": "Organization/1",
    "display": "Example Hospital"
  }
}
)sample"
    R"sample({"resourceType":"Questionnaire","url":"http://example.org/fhir/Questionnaire/intake","version":"1.0","name":"Intake","title":"Intake","status":"active","subjectType":["Patient"],"item":[{"linkId":"1","text":"What brings you here?","type":"group","required":true,"item":[{"linkId":"1.1","text":"Do you smoke?","type":"boolean"},{"linkId":"1.2","type":"choice","repeats":false,"answerOption":[{"valueCoding":{"system":"http://snomed.info/sct","code":"266919005","display":"Never smoked"}}]}]}]}
)sample"
    R"sample({"resourceType":"QuestionnaireResponse","questionnaire":"http://example.org/fhir/Questionnaire/intake","status":"completed","subject":{"reference":"Patient/0192f0c1a2b3c4d5e6f70819"},"authored":"2024-05-14T09:30:00Z","author":{"reference":"Practitioner/0192f0c1a2b3c4d5e6f70820"},"item":[{"linkId":"1","text":"What brings you here?","answer":[{"valueString":"Headache"}]},{"linkId":"1.1","answer":[{"valueBoolean":false}]},{"linkId":"1.2","answer":[{"valueCoding":{"code":"no"}}]}]}
)sample"
    R"sample({"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","display":"RESTful Operation"},"subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read","display":"read"}],"action":"R","recorded":"2024-05-14T09:30:00.000Z","outcome":"0","agent":[{"who":{"identifier":{"value":"key_"}},"requestor":true,"network":{"address":"192.0.2.1","type":"2"}}],"source":{"observer":{"display":"osler"}},"entity":[{"what":{"reference":"Patient/0192f0c1a2b3c4d5e6f70819"},"type":{"code":"1"},"role":{"code":"1"}}]}
)sample"
    R"sample({"resourceType":"Provenance","target":[{"reference":"Patient/0192f0c1a2b3c4d5e6f70819"}],"recorded":"2024-05-14T09:30:00.000-04:00","agent":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/provenance-participant-type","code":"author","display":"Author"}],"text":"Author"},"who":{"reference":"Practitioner/1","display":"Dr. Example"},"onBehalfOf":{"reference":"Organization/1","display":"Example Hospital"}}]}
)sample"
    R"sample({"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy","display":"Privacy Consent"}],"text":"Privacy Consent"},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentcategorycodes","code":"npp","display":"Notice of Privacy Practices"}],"text":"Notice of Privacy Practices"}],"patient":{"reference":"Patient/1"},"dateTime":"2024-05-14","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},"provision":{"type":"permit","period":{"start":"2024-01-01","end":"2025-01-01"}}}
)sample"
    R"sample({"resourceType":"Task","status":"requested","intent":"order","priority":"routine","code":{"coding":[{"system":"http://hl7.org/fhir/CodeSystem/task-code","code":"fulfill","display":"Fulfill the focal request"}]},"description":"","focus":{"reference":"ServiceRequest/1"},"for":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"authoredOn":"2024-05-14T09:30:00Z","lastModified":"2024-05-14T09:30:00Z","requester":{"reference":"Practitioner/1"},"owner":{"reference":"Organization/1"}}
)sample"
    R"sample({"resourceType":"Coverage","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EHCPOL","display":"extended healthcare"}]},"subscriberId":"","beneficiary":{"reference":"Patient/1"},"relationship":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}]},"period":{"start":"2024-01-01","end":"2024-12-31"},"payor":[{"reference":"Organization/1"}],"class":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/coverage-class","code":"group"}]},"value":""}]}
)sample"
    R"sample({"resourceType":"ExplanationOfBenefit","contained":[{"resourceType":"ServiceRequest","id":"referral","status":"completed","intent":"order","subject":{"reference":"Patient/1"},"requester":{"reference":"Practitioner/1"},"performer":[{"reference":"Practitioner/1"}]},{"resourceType":"Coverage","id":"coverage","status":"active","type":{"text":"Medicare"},"beneficiary":{"reference":"Patient/1"},"payor":[{"display":"Medicare"}]}],"identifier":[{"system":"https://bluebutton.cms.gov/resources/variables/clm_id","value":""},{"system":"https://bluebutton.cms.gov/resources/identifier/claim-group","value":"99999999999"}],"status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim","patient":{"reference":"Patient/1"},"billablePeriod":{"start":"2024-05-14T09:30:00-04:00","end":"2025-05-14T09:30:00-04:00"},"created":"2024-05-14T09:30:00-04:00","insurer":{"display":"Medicare"},"provider":{"reference":"Practitioner/1"},"referral":{"reference":"#referral"},"claim":{"reference":"Claim/1"},"outcome":"complete","careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/1"},"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claimcareteamrole","code":"primary","display":"Primary Care Practitioner"}]}}],"insurance":[{"focal":true,"coverage":{"reference":"#coverage","display":"Medicare"}}],"item":[{"sequence":1,"category":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd","code":"1","display":"Medical care"}]},"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}],"text":"Encounter for symptom"},"servicedPeriod":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"},"locationCodeableConcept":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/ex-serviceplace","code":"21","display":"Inpatient Hospital"}]},"encounter":[{"reference":"Encounter/1"}]}],"total":[{"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted","display":"Submitted Amount"}],"text":"Submitted Amount"},"amount":{"value":125.0,"currency":"USD"}}],"payment":{"amount":{"value":0.0,"currency":"USD"}}}
)sample"
    R"sample({"resourceType":"Claim","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim","patient":{"reference":"Patient/1","display":""},"billablePeriod":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"},"created":"2024-05-14T09:45:00-04:00","provider":{"reference":"Organization/1","display":""},"priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}]},"facility":{"reference":"Location/1","display":""},"prescription":{"reference":"MedicationRequest/1"},"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"Condition/1"}}],"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Medicare"}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}],"text":"Encounter for symptom"},"encounter":[{"reference":"Encounter/1"}]}],"total":{"value":125.0,"currency":"USD"}}
)sample"
    R"sample({"resourceType":"CareTeam","status":"active","subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"period":{"start":"2024-05-14T09:30:00-04:00"},"participant":[{"role":[{"coding":[{"system":"http://snomed.info/sct","code":"116154003","display":"Patient"}],"text":"Patient"}],"member":{"reference":"Patient/1","display":""}},{"role":[{"coding":[{"system":"http://snomed.info/sct","code":"303118004","display":"Person in the healthcare environment (person)"}],"text":"Person in the healthcare environment (person)"}],"member":{"reference":"Practitioner/1","display":""}}],"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"195662009","display":"Acute viral pharyngitis (disorder)"}],"text":"Acute viral pharyngitis (disorder)"}],"managingOrganization":[{"reference":"Organization/1"}]}
)sample"
    R"sample({"resourceType":"CarePlan","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Care Plan</div>"},"status":"active","intent":"order","category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan"}]}],"subject":{"reference":"Patient/1"},"period":{"start":"2024-05-14"},"careTeam":[{"reference":"CareTeam/1"}],"addresses":[{"reference":"Condition/1"}],"activity":[{"detail":{"code":{"coding":[{"system":"http://snomed.info/sct","code":"229065009","display":"Exercise therapy"}],"text":"Exercise therapy"},"status":"in-progress","location":{"display":"Example Hospital"}}}]}
)sample"
    R"sample({"resourceType":"Goal","lifecycleStatus":"active","description":{"text":""},"subject":{"reference":"Patient/1"},"target":[{"measure":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"dueDate":"2025-01-01"}]}
)sample"
    R"sample({"resourceType":"Organization","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"9999999999"}],"active":true,"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov","display":"Healthcare Provider"}],"text":"Healthcare Provider"}],"name":"Example Hospital","telecom":[{"system":"phone","value":"555-555-0100"}],"address":[{"line":["1 Main Street"],"city":"Springfield","state":"MA","postalCode":"01101","country":"US"}]}
)sample"
    R"sample({"resourceType":"Location","status":"active","name":"Example Hospital","mode":"instance","telecom":[{"system":"phone","value":"555-555-0100"}],"address":{"line":["1 Main Street"],"city":"Springfield","state":"MA","postalCode":"01101","country":"US"},"physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"bu","display":"Building"}]},"position":{"longitude":-71.1,"latitude":42.3},"managingOrganization":{"reference":"Organization/1","display":"Example Hospital"}}
)sample"
    R"sample({"resourceType":"PractitionerRole","active":true,"practitioner":{"reference":"Practitioner/1","display":""},"organization":{"reference":"Organization/1","display":""},"code":[{"coding":[{"system":"http://nucc.org/provider-taxonomy","code":"208D00000X","display":"General Practice Physician"}],"text":"General Practice Physician"}],"specialty":[{"coding":[{"system":"http://nucc.org/provider-taxonomy","code":"208D00000X","display":"General Practice Physician"}],"text":"General Practice Physician"}],"location":[{"reference":"Location/1"}],"telecom":[{"system":"phone","value":"555-555-0100"},{"system":"email","value":"name@example.com"}]}
)sample"
    R"sample({"resourceType":"Practitioner","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"9999999999"}],"active":true,"name":[{"family":"Example","given":["Alex"],"prefix":["Dr."]}],"telecom":[{"system":"email","value":"alex.example@example.com","use":"work"}],"address":[{"line":["1 Main Street"],"city":"Springfield","state":"MA","postalCode":"01101","country":"US"}],"gender":"female","qualification":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0360|2.7","code":"MD","display":"Doctor of Medicine"}]}}]}
)sample"
    R"sample({"resourceType":"DocumentReference","status":"current","type":{"coding":[{"system":"http://loinc.org","code":"34117-2","display":"History and physical note"}],"text":"History and physical note"},"category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category","code":"clinical-note","display":"Clinical Note"}],"text":"Clinical Note"}],"subject":{"reference":"Patient/1"},"date":"2024-05-14T09:30:00.000-04:00","author":[{"reference":"Practitioner/1","display":""}],"custodian":{"reference":"Organization/1","display":""},"content":[{"attachment":{"contentType":"text/plain","data":"CjIwMjQ="},"format":{"system":"http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem","code":"urn:ihe:iti:xds:2017:mimeTypeSufficient","display":"mimeType Sufficient"}}],"context":{"encounter":[{"reference":"Encounter/1"}],"period":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"}}}
)sample"
    R"sample({"resourceType":"Appointment","status":"booked","serviceType":[{"text":"Consultation"}],"appointmentType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0276","code":"ROUTINE","display":"Routine appointment"}]},"reasonCode":[{"text":""}],"description":"","start":"2024-05-14T09:30:00Z","end":"2024-05-14T10:00:00Z","minutesDuration":30,"slot":[{"reference":"Slot/1"}],"created":"2024-05-01","comment":"","participant":[{"actor":{"reference":"Patient/1","display":""},"required":"required","status":"accepted"},{"actor":{"reference":"Practitioner/1"},"status":"accepted"},{"actor":{"reference":"Location/1"},"status":"accepted"}]}
)sample"
    R"sample({"resourceType":"ServiceRequest","status":"active","intent":"order","category":[{"coding":[{"system":"http://snomed.info/sct","code":"108252007","display":"Laboratory procedure"}],"text":"Laboratory procedure"}],"priority":"routine","code":{"coding":[{"system":"http://loinc.org","code":"58410-2","display":"Complete blood count (hemogram) panel - Blood by Automated count"}],"text":"Complete blood count (hemogram) panel - Blood by Automated count"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"occurrenceDateTime":"2024-05-14T09:30:00Z","authoredOn":"2024-05-14T09:30:00Z","requester":{"reference":"Practitioner/1"},"performer":[{"reference":"Organization/1"}],"reasonReference":[{"reference":"Condition/1"}],"note":[{"text":""}]}
)sample"
    R"sample({"resourceType":"ImagingStudy","identifier":[{"use":"official","system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.840.99999999.1"}],"status":"available","subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"started":"2024-05-14T09:30:00-04:00","numberOfSeries":1,"numberOfInstances":1,"procedureCode":[{"coding":[{"system":"http://snomed.info/sct","code":"399208008","display":"Plain chest X-ray (procedure)"}],"text":"Plain chest X-ray (procedure)"}],"location":{"reference":"Location/1"},"series":[{"uid":"1.2.840.99999999.1.1","number":1,"modality":{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"DX","display":"Digital Radiography"},"numberOfInstances":1,"bodySite":{"system":"http://snomed.info/sct","code":"51185008","display":"Thoracic structure (body structure)"},"started":"2024-05-14T09:30:00-04:00","instance":[{"uid":"1.2.840.99999999.1.1.1","sopClass":{"system":"urn:ietf:rfc:3986","code":"urn:oid:1.2.840.10008.5.1.4.1.1.1.1"},"number":1,"title":"Image of chest"}]}]}
)sample"
    R"sample({"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active","display":"Active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed","display":"Confirmed"}]},"type":"allergy","category":["food"],"criticality":"low","code":{"coding":[{"system":"http://snomed.info/sct","code":"91935009","display":"Allergy to peanuts"}],"text":"Allergy to peanuts"},"patient":{"reference":"Patient/1"},"recordedDate":"2024-05-14T09:30:00-04:00","reaction":[{"manifestation":[{"coding":[{"system":"http://snomed.info/sct","code":"247472004","display":"Wheal (finding)"}],"text":"Wheal (finding)"}],"severity":"mild"}]}
)sample"
    R"sample({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140","display":"Influenza, seasonal, injectable, preservative free"}],"text":"Influenza, seasonal, injectable, preservative free"},"patient":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"occurrenceDateTime":"2024-05-14T09:30:00-04:00","primarySource":true,"location":{"reference":"Location/1","display":"Example Hospital"}}
)sample"
    R"sample({"resourceType":"Procedure","status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"430193006","display":"Medication reconciliation (procedure)"}],"text":"Medication reconciliation (procedure)"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"performedPeriod":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"},"performer":[{"actor":{"reference":"Practitioner/1"}}],"location":{"reference":"Location/1","display":"Example Hospital"},"reasonReference":[{"reference":"Condition/1","display":"Hypertension"}]}
)sample"
    R"sample({"resourceType":"MedicationRequest","status":"active","intent":"order","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/medicationrequest-category","code":"community","display":"Community"}],"text":"Community"}],"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"314076","display":"lisinopril 10 MG Oral Tablet"}],"text":"lisinopril 10 MG Oral Tablet"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"authoredOn":"2024-05-14T09:30:00-04:00","requester":{"reference":"Practitioner/1","display":"Dr. Example"},"reasonReference":[{"reference":"Condition/1"}],"dosageInstruction":[{"sequence":1,"text":"Take once daily.","timing":{"repeat":{"frequency":1,"period":1.0,"periodUnit":"d"}},"asNeededBoolean":false,"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006","display":"Oral route"}]},"doseAndRate":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/dose-rate-type","code":"ordered","display":"Ordered"}]},"doseQuantity":{"value":1.0,"unit":"tablet"}}]}],"dispenseRequest":{"numberOfRepeatsAllowed":3,"quantity":{"value":30,"unit":"tablet"}},"substitution":{"allowedBoolean":true}}
)sample"
    R"sample({"resourceType":"DiagnosticReport","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"51990-0","display":"Basic metabolic panel - Blood"}],"text":"Basic metabolic panel - Blood"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"effectiveDateTime":"2024-05-14T09:30:00-04:00","issued":"2024-05-14T09:30:00.000-04:00","performer":[{"reference":"Organization/1","display":"Example Hospital"}],"result":[{"reference":"Observation/1","display":"Glucose"},{"reference":"Observation/2","display":"Creatinine"}],"conclusion":"","presentedForm":[{"contentType":"text/plain","data":"CjIwMjQ="}]}
)sample"
    R"sample({"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"></div>"},"extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}},{"url":"text","valueString":"White"}]},{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity","extension":[{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2186-5","display":"Not Hispanic or Latino"}},{"url":"text","valueString":"Not Hispanic or Latino"}]},{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"}],"identifier":[{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical Record Number"}],"text":"Medical Record Number"},"system":"http://hospital.example.org","value":"MRN-0001"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS","display":"Social Security Number"}]},"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-99-9999"}],"active":true,"name":[{"use":"official","family":"Example","given":["Jane","Marie"],"prefix":["Mrs."]},{"use":"maiden","family":"Sample"}],"telecom":[{"system":"phone","value":"555-555-0100","use":"home"},{"system":"email","value":"jane@example.com"}],"gender":"female","birthDate":"1980-01-02","deceasedBoolean":false,"address":[{"use":"home","line":["1 Main Street"],"city":"Springfield","state":"MA","postalCode":"01101","country":"US"}],"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married"}],"text":"Married"},"multipleBirthBoolean":false,"contact":[{"relationship":[{"text":"Spouse"}],"name":{"text":""},"telecom":[{"system":"phone","value":""}]}],"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US","display":"English"}],"text":"English"},"preferred":true}],"generalPractitioner":[{"reference":"Practitioner/1"}],"managingOrganization":{"reference":"Organization/1"}}
)sample"
    R"sample({"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active","display":"Active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed","display":"Confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}],"text":"Encounter Diagnosis"}],"severity":{"coding":[{"system":"http://snomed.info/sct","code":"6736007","display":"Moderate"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"59621000","display":"Essential hypertension (disorder)"}],"text":"Essential hypertension (disorder)"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"onsetDateTime":"2024-05-14T09:30:00-04:00","abatementDateTime":"2024-06-14T09:30:00-04:00","recordedDate":"2024-05-14T09:30:00-04:00","note":[{"text":""}]}
)sample"
    R"sample({"resourceType":"Encounter","identifier":[{"use":"official","system":"http://hospital.example.org/visits","value":"V-0001"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000","display":"General examination of patient (procedure)"}],"text":"General examination of patient (procedure)"}],"subject":{"reference":"Patient/1","display":"Mrs. Jane Example"},"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"},"individual":{"reference":"Practitioner/1","display":"Dr. Alex Example"}}],"period":{"start":"2024-05-14T09:30:00-04:00","end":"2024-05-14T09:45:00-04:00"},"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"195662009","display":"Acute viral pharyngitis (disorder)"}]}],"diagnosis":[{"condition":{"reference":"Condition/1"}}],"hospitalization":{"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"home","display":"Home"}]}},"location":[{"location":{"reference":"Location/1","display":"Example Hospital"}}],"serviceProvider":{"reference":"Organization/1","display":"Example Hospital"}}
)sample"
    R"sample({"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2339-0","display":"Glucose [Mass/volume] in Blood"}],"text":"Glucose [Mass/volume] in Blood"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"effectiveDateTime":"2024-05-14T09:30:00-04:00","issued":"2024-05-14T09:30:00.000-04:00","performer":[{"reference":"Practitioner/1"}],"valueQuantity":{"value":92.4,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N","display":"Normal"}]}],"referenceRange":[{"low":{"value":70,"unit":"mg/dL"},"high":{"value":99,"unit":"mg/dL"}}]}
)sample"
    R"sample({"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure panel with all children optional"}],"text":"Blood pressure panel with all children optional"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"effectiveDateTime":"2024-05-14T09:30:00-04:00","issued":"2024-05-14T09:30:00.000-04:00","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4","display":"Diastolic Blood Pressure"}],"text":"Diastolic Blood Pressure"},"valueQuantity":{"value":80.0,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6","display":"Systolic Blood Pressure"}],"text":"Systolic Blood Pressure"},"valueQuantity":{"value":120.0,"unit":"mm[Hg]","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}
)sample"
    R"sample({"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey","display":"survey"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"72166-2","display":"Tobacco smoking status"}],"text":"Tobacco smoking status"},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/1"},"effectiveDateTime":"2024-05-14T09:30:00-04:00","issued":"2024-05-14T09:30:00.000-04:00","valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"266919005","display":"Never smoked tobacco (finding)"}],"text":"Never smoked tobacco (finding)"}}
)sample";

constexpr std::string_view kSampleEnd = "}\n";

}  // namespace

std::string_view dictionary_corpus() { return kCorpus; }

std::vector<std::string_view> dictionary_samples() {
  std::vector<std::string_view> samples;
  std::string_view rest = kCorpus;
  while (!rest.empty()) {
    // A sample ends with a brace that no indentation stands before.
    std::size_t end = 0;
    do {
      end = rest.find(kSampleEnd, end) + kSampleEnd.size();
    } while (end < rest.size() && rest[end] != '{');
    samples.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return samples;
}

}  // namespace osler::store::rocks
