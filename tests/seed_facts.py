"""What the five documents that this product began with say: examples, enumerations, limits and answered fields. The
facts stand here so that the tests run without the documents; where the documents are, `Documents` reads the examples
out of their own text and the tests hold these facts against it."""

import json
import re

from harness import SHARED

ENCOUNTER_STATUSES = ["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"]
ENCOUNTER_CLASSES = ["AMB", "IMP", "EMER", "HH", "VR"]
ENCOUNTER_TEXT_LIMITS = {"type": 200, "serviceType": 200, "priority": 50, "reasonCode": 500, "location": 200, "serviceProvider": 200}
ENCOUNTER_LENGTH_MAX = 10080
ENCOUNTER_DIAGNOSES_MAX = 20
ENCOUNTER_REQUIRED = ["status", "class", "patientId"]

ASSESSMENT_STATUSES = ["in-progress", "completed"]
ASSESSMENT_REQUIRED = ["patientId", "status", "summary"]
ASSESSMENT_ANSWERED = ["id", "patientId", "status", "summary", "findings", "practitionerId", "encounterId", "effectiveDateTime"]

DOCUMENT_STATUSES = ["preliminary", "final", "amended"]
DOCUMENT_CONFIDENTIALITIES = ["N", "R", "V"]
DOCUMENT_REQUIRED = ["status", "type", "patientId", "practitionerId", "title", "sections"]
DOCUMENT_TEXT_LIMITS = {"type": 100, "title": 500}
DOCUMENT_CATEGORY_TEXT_MAX = 200
DOCUMENT_SECTIONS = (1, 50)

FHIR_STATUSES = [*ENCOUNTER_STATUSES, "entered-in-error", "unknown"]
FHIR_CLASSES = ["AMB", "EMER", "IMP", "VR"]
FHIR_ANSWERED = ["resourceType", "id", "status", "class", "subject", "period"]

META_FIELDS = ["requestId", "timestamp", "status", "rateLimitTotal", "rateLimitRemaining", "rateLimitReset"]

CREATE_ENCOUNTER = {
    "status": "finished", "class": "AMB", "patientId": "pt_abc123", "practitionerId": "prac_xyz789",
    "reasonCode": "Annual wellness visit",
    "period": {"start": "2025-01-15T09:00:00.000Z", "end": "2025-01-15T09:30:00.000Z"},
    "lengthMinutes": 30, "location": "Main Clinic — Room 3",
}

CREATE_ASSESSMENT = {
    "status": "completed", "patientId": "pt_abc123", "encounterId": "enc_xyz789", "practitionerId": "prac_def456",
    "description": "Annual wellness assessment",
    "summary": "Patient presents with well-controlled hypertension and type 2 diabetes. No signs of end-organ damage.",
    "findings": [
        {"code": "I10", "text": "Essential hypertension — well controlled on lisinopril 10mg"},
        {"code": "E11.9", "text": "Type 2 diabetes mellitus — HbA1c 6.8%, at goal"},
    ],
    "note": "Follow up in 3 months. Order HbA1c and CMP at next visit.",
    "effectiveDateTime": "2025-01-15T10:00:00Z",
}

SDK_ENCOUNTER = {
    "status": "in-progress", "class": "AMB", "patientId": "pt_abc123", "practitionerId": "prac_def456",
    "type": "routine-checkup", "period": {"start": "2025-06-01T09:00:00Z"}, "lengthMinutes": 30,
    "location": "Clinic A - Room 3", "diagnosis": [{"condition": "I10", "use": "AD", "rank": 1}],
}

FHIR_ENCOUNTER = {
    "resourceType": "Encounter", "status": "finished",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB", "display": "ambulatory"},
    "type": [{"coding": [{"system": "http://snomed.info/sct", "code": "185349003", "display": "Encounter for check up"}]}],
    "subject": {"reference": "Patient/65f1234567890abcdef12345"},
    "period": {"start": "2024-03-15T09:00:00Z", "end": "2024-03-15T09:30:00Z"},
    "reasonCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "390906007", "display": "Follow-up encounter"}]}],
}

CREATE_DOCUMENT = {  # "<string>" stands for a value of the reader's own.
    "type": "<string>", "patientId": "<string>", "practitionerId": "<string>", "title": "<string>",
    "sections": [{
        "title": "<string>", "text": "<string>", "code": "<string>", "resourceIds": ["<string>"], "authorId": "<string>",
        "sections": [{"title": "<string>", "code": "<string>", "text": "<string>"}],
    }],
    "category": ["<string>"], "encounterId": "<string>", "date": "2023-11-07T05:31:56Z",
    "attester": [{"time": "2023-11-07T05:31:56Z", "partyId": "<string>"}], "custodianId": "<string>",
    "relatesTo": [{"targetId": "<string>"}],
    "event": [{
        "code": [{"system": "<string>", "code": "<string>", "display": "<string>"}],
        "period": {"start": "<string>", "end": "<string>"}, "detailIds": ["<string>"],
    }],
}


class Documents:
    """The texts, by their number; `found` is false where they are not at hand."""

    def __init__(self):
        self.texts = {p.name[:3]: p.read_text() for p in sorted((SHARED / "seeds").glob("0*.txt"))} if SHARED.exists() else {}
        self.found = len(self.texts) == 5

    def curl(self, number):
        """The curl command, as it stands there."""
        return re.search(r"^curl .*?(?:\}'|^')$", self.texts[number], re.S | re.M).group(0)

    def program(self, number):
        """The TypeScript program, as it stands there."""
        return re.search(r"^import \{.*?^console\.log\(.*?$", self.texts[number], re.S | re.M).group(0)

    def fragments(self):
        """The three TypeScript examples of the encounters namespace: create, update, search."""
        return re.findall(r"^Example\n\n(.*?)(?=\n\n(?:create|read|update|delete)\n\n|\Z)", self.texts["001"], re.S | re.M)

    def field_text(self, number, name):
        """What is said of a field, on one line: the lines from its name to the next field or empty line."""
        found = re.search(rf"^{re.escape(name)}\n(.*?)(?=\n\n[A-Z]|\n[a-zA-Z.]+\n(?:string|array|object|integer|number|enum|\{{)|\Z)",
                          self.texts[number], re.S | re.M)
        return " ".join(found.group(1).split()) if found else ""


def curl_from_facts(path, headers, body):
    """The command that the document would have shown, where the document is not at hand."""
    lines = [f"curl -X POST {path}", *(f'-H "{h}"' for h in headers)]
    return " \\\n  ".join([*lines, f"-d '{json.dumps(body, ensure_ascii=False, indent=2)}'"])
