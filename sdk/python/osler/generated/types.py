# Generated from schema/v1 by generate.py. Do not edit.
"""What requests hold and answers show: one group of types for each resource."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Optional, Required, TypedDict, Union

CodedConcept = TypedDict("CodedConcept", {
    "system": str,
    "code": str,
    "display": str,
}, total=False)
"""A code of a code system."""

Coded = Union[str, CodedConcept]

Address = TypedDict("Address", {
    "line": Union[str, list[str]],
    "city": str,
    "state": str,
    "postalCode": str,
    "country": str,
}, total=False)

Attachment = TypedDict("Attachment", {
    "contentType": str,
    "data": str,
    "url": str,
    "title": str,
}, total=False)

Coding = TypedDict("Coding", {
    "system": str,
    "code": str,
    "display": str,
}, total=False)

Money = TypedDict("Money", {
    "value": float,
    "currency": str,
}, total=False)

Period = TypedDict("Period", {
    "start": str,
    "end": str,
}, total=False)

Photo = TypedDict("Photo", {
    "url": str,
    "data": str,
    "contentType": str,
}, total=False)

Quantity = TypedDict("Quantity", {
    "value": float,
    "unit": str,
    "system": str,
    "code": str,
}, total=False)

Ratio = TypedDict("Ratio", {
    "numerator": Quantity,
    "denominator": Quantity,
}, total=False)

AccountCoverage = TypedDict("AccountCoverage", {
    "coverageId": Required[str],
    "priority": int,
}, total=False)

AccountGuarantor = TypedDict("AccountGuarantor", {
    "partyId": Required[str],
    "onHold": bool,
    "period": Period,
}, total=False)

Account = TypedDict("Account", {
    "id": Required[str],
    "status": str,
    "type": str,
    "name": str,
    "patientId": str,
    "servicePeriod": Period,
    "coverage": list["AccountCoverage"],
    "ownerId": str,
    "description": str,
    "guarantor": list["AccountGuarantor"],
    "partOfId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Account, in its simple form."""

AccountCreate = TypedDict("AccountCreate", {
    "status": Required[Literal["active", "inactive", "on-hold"]],
    "type": Coded,
    "name": str,
    "patientId": str,
    "servicePeriod": Period,
    "coverage": list["AccountCoverage"],
    "ownerId": str,
    "description": str,
    "guarantor": list["AccountGuarantor"],
    "partOfId": str,
}, total=False)

AccountUpdate = TypedDict("AccountUpdate", {
    "status": Literal["active", "inactive", "on-hold"],
    "name": Optional[str],
    "servicePeriod": Optional[Period],
    "coverage": Optional[list["AccountCoverage"]],
    "description": Optional[str],
    "guarantor": Optional[list["AccountGuarantor"]],
}, total=False)
"""Only the given fields change; None removes one."""

AccountSearch = TypedDict("AccountSearch", {
    "patientId": str,
    "status": Union[Literal["active", "inactive", "on-hold"], list[Literal["active", "inactive", "on-hold"]]],
    "type": str,
    "ownerId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ActivityDefinitionParticipant = TypedDict("ActivityDefinitionParticipant", {
    "type": Required[Literal["patient", "practitioner", "related-person", "device"]],
    "role": str,
}, total=False)

ActivityDefinition = TypedDict("ActivityDefinition", {
    "id": Required[str],
    "status": str,
    "name": str,
    "title": str,
    "description": str,
    "purpose": str,
    "usage": str,
    "kind": str,
    "code": Coded,
    "intent": str,
    "priority": str,
    "doNotPerform": bool,
    "timingDateTime": str,
    "timingPeriod": Period,
    "locationId": str,
    "participant": list["ActivityDefinitionParticipant"],
    "quantity": Quantity,
    "bodySite": list[str],
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "topic": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ActivityDefinition, in its simple form."""

ActivityDefinitionCreate = TypedDict("ActivityDefinitionCreate", {
    "status": Required[Literal["draft", "active", "retired"]],
    "name": str,
    "title": str,
    "description": str,
    "purpose": str,
    "usage": str,
    "kind": Literal["Appointment", "AppointmentResponse", "CarePlan", "Claim", "CommunicationRequest", "Contract", "DeviceRequest", "EnrollmentRequest", "ImmunizationRecommendation", "MedicationRequest", "NutritionOrder", "ServiceRequest", "SupplyRequest", "Task", "VisionPrescription"],
    "code": Coded,
    "intent": Literal["proposal", "plan", "directive", "order"],
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "doNotPerform": bool,
    "timingDateTime": str,
    "timingPeriod": Period,
    "locationId": str,
    "participant": list["ActivityDefinitionParticipant"],
    "quantity": Quantity,
    "bodySite": list[Coded],
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "topic": list[Coded],
}, total=False)

ActivityDefinitionUpdate = TypedDict("ActivityDefinitionUpdate", {
    "status": Literal["draft", "active", "retired"],
    "title": Optional[str],
    "description": Optional[str],
    "version": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ActivityDefinitionSearch = TypedDict("ActivityDefinitionSearch", {
    "status": Union[Literal["draft", "active", "retired"], list[Literal["draft", "active", "retired"]]],
    "name": str,
    "title": str,
    "kind": Union[Literal["Appointment", "AppointmentResponse", "CarePlan", "Claim", "CommunicationRequest", "Contract", "DeviceRequest", "EnrollmentRequest", "ImmunizationRecommendation", "MedicationRequest", "NutritionOrder", "ServiceRequest", "SupplyRequest", "Task", "VisionPrescription"], list[Literal["Appointment", "AppointmentResponse", "CarePlan", "Claim", "CommunicationRequest", "Contract", "DeviceRequest", "EnrollmentRequest", "ImmunizationRecommendation", "MedicationRequest", "NutritionOrder", "ServiceRequest", "SupplyRequest", "Task", "VisionPrescription"]]],
    "code": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

AllergyReaction = TypedDict("AllergyReaction", {
    "substance": str,
    "manifestation": Required[list[str]],
    "description": str,
    "onset": str,
    "severity": Literal["mild", "moderate", "severe"],
    "exposureRoute": str,
    "note": str,
}, total=False)

Allergy = TypedDict("Allergy", {
    "id": Required[str],
    "patientId": str,
    "clinicalStatus": str,
    "verificationStatus": str,
    "type": str,
    "category": list[str],
    "criticality": str,
    "code": Coded,
    "encounterId": str,
    "onsetDateTime": str,
    "onsetString": str,
    "recordedDate": str,
    "recorderId": str,
    "asserterId": str,
    "lastOccurrence": str,
    "note": str,
    "reaction": list["AllergyReaction"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR AllergyIntolerance, in its simple form."""

AllergyCreate = TypedDict("AllergyCreate", {
    "patientId": Required[str],
    "clinicalStatus": Literal["active", "inactive", "resolved"],
    "verificationStatus": Literal["unconfirmed", "confirmed", "refuted"],
    "type": Literal["allergy", "intolerance"],
    "category": list[Literal["food", "medication", "environment", "biologic"]],
    "criticality": Literal["low", "high", "unable-to-assess"],
    "code": Coded,
    "encounterId": str,
    "onsetDateTime": str,
    "onsetString": str,
    "recordedDate": str,
    "recorderId": str,
    "asserterId": str,
    "lastOccurrence": str,
    "note": str,
    "reaction": list["AllergyReaction"],
}, total=False)

AllergyUpdate = TypedDict("AllergyUpdate", {
    "clinicalStatus": Optional[Literal["active", "inactive", "resolved"]],
    "verificationStatus": Optional[Literal["unconfirmed", "confirmed", "refuted"]],
    "note": Optional[str],
    "reaction": Optional[list["AllergyReaction"]],
}, total=False)
"""Only the given fields change; None removes one."""

AllergySearch = TypedDict("AllergySearch", {
    "patientId": str,
    "clinicalStatus": Union[Literal["active", "inactive", "resolved"], list[Literal["active", "inactive", "resolved"]]],
    "type": Union[Literal["allergy", "intolerance"], list[Literal["allergy", "intolerance"]]],
    "category": str,
    "criticality": Union[Literal["low", "high", "unable-to-assess"], list[Literal["low", "high", "unable-to-assess"]]],
    "code": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

AppointmentResponse = TypedDict("AppointmentResponse", {
    "id": Required[str],
    "appointmentId": str,
    "participantStatus": str,
    "actorId": str,
    "participantType": str,
    "start": str,
    "end": str,
    "comment": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR AppointmentResponse, in its simple form."""

AppointmentResponseCreate = TypedDict("AppointmentResponseCreate", {
    "appointmentId": Required[str],
    "participantStatus": Required[Literal["accepted", "declined", "tentative", "needs-action"]],
    "actorId": str,
    "participantType": Coded,
    "start": str,
    "end": str,
    "comment": str,
}, total=False)

AppointmentResponseUpdate = TypedDict("AppointmentResponseUpdate", {
    "participantStatus": Literal["accepted", "declined", "tentative", "needs-action"],
    "start": Optional[str],
    "end": Optional[str],
    "comment": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

AppointmentResponseSearch = TypedDict("AppointmentResponseSearch", {
    "appointmentId": str,
    "actorId": str,
    "participantStatus": Union[Literal["accepted", "declined", "tentative", "needs-action"], list[Literal["accepted", "declined", "tentative", "needs-action"]]],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

Appointment = TypedDict("Appointment", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "practitionerId": str,
    "start": str,
    "end": str,
    "minutesDuration": int,
    "appointmentType": str,
    "serviceType": str,
    "serviceCategory": str,
    "specialty": str,
    "reasonCode": str,
    "priority": int,
    "description": str,
    "comment": str,
    "patientInstruction": str,
    "cancelationReason": str,
    "basedOnId": str,
    "requestedPeriod": list[Period],
    "created": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Appointment, in its simple form."""

AppointmentCreate = TypedDict("AppointmentCreate", {
    "status": Required[Literal["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "checked-in", "waitlist"]],
    "patientId": Required[str],
    "practitionerId": str,
    "start": str,
    "end": str,
    "minutesDuration": int,
    "appointmentType": Coded,
    "serviceType": Coded,
    "serviceCategory": Coded,
    "specialty": Coded,
    "reasonCode": Coded,
    "priority": int,
    "description": str,
    "comment": str,
    "patientInstruction": str,
    "cancelationReason": Coded,
    "basedOnId": str,
    "requestedPeriod": list[Period],
    "created": str,
}, total=False)

AppointmentUpdate = TypedDict("AppointmentUpdate", {
    "status": Literal["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "checked-in", "waitlist"],
    "start": Optional[str],
    "end": Optional[str],
    "minutesDuration": Optional[int],
    "appointmentType": Optional[Coded],
    "serviceType": Optional[Coded],
    "specialty": Optional[Coded],
    "reasonCode": Optional[Coded],
    "priority": Optional[int],
    "description": Optional[str],
    "comment": Optional[str],
    "patientInstruction": Optional[str],
    "cancelationReason": Optional[Coded],
}, total=False)
"""Only the given fields change; None removes one."""

AppointmentSearch = TypedDict("AppointmentSearch", {
    "patientId": str,
    "status": Union[Literal["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "checked-in", "waitlist"], list[Literal["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "checked-in", "waitlist"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

AssessmentFindings = TypedDict("AssessmentFindings", {
    "code": str,
    "text": str,
    "basis": str,
}, total=False)

AssessmentInvestigations = TypedDict("AssessmentInvestigations", {
    "name": Required[str],
    "itemIds": list[str],
}, total=False)

AssessmentPrognosis = TypedDict("AssessmentPrognosis", {
    "code": str,
    "text": str,
}, total=False)

Assessment = TypedDict("Assessment", {
    "id": Required[str],
    "status": str,
    "statusReason": str,
    "patientId": str,
    "encounterId": str,
    "practitionerId": str,
    "code": str,
    "description": str,
    "summary": str,
    "findings": list["AssessmentFindings"],
    "note": str,
    "effectiveDateTime": str,
    "date": str,
    "previousAssessmentId": str,
    "problemIds": list[str],
    "investigations": list["AssessmentInvestigations"],
    "protocol": list[str],
    "prognosis": list["AssessmentPrognosis"],
    "supportingInfoIds": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ClinicalImpression, in its simple form."""

AssessmentCreate = TypedDict("AssessmentCreate", {
    "status": Required[Literal["in-progress", "completed"]],
    "statusReason": Coded,
    "patientId": Required[str],
    "encounterId": str,
    "practitionerId": str,
    "code": Coded,
    "description": str,
    "summary": Required[str],
    "findings": list["AssessmentFindings"],
    "note": str,
    "effectiveDateTime": str,
    "date": str,
    "previousAssessmentId": str,
    "problemIds": list[str],
    "investigations": list["AssessmentInvestigations"],
    "protocol": list[str],
    "prognosis": list["AssessmentPrognosis"],
    "supportingInfoIds": list[str],
}, total=False)

AssessmentUpdate = TypedDict("AssessmentUpdate", {
    "status": Literal["in-progress", "completed"],
    "statusReason": Optional[Coded],
    "description": Optional[str],
    "summary": str,
    "findings": Optional[list["AssessmentFindings"]],
    "note": Optional[str],
    "investigations": Optional[list["AssessmentInvestigations"]],
    "prognosis": Optional[list["AssessmentPrognosis"]],
}, total=False)
"""Only the given fields change; None removes one."""

AssessmentSearch = TypedDict("AssessmentSearch", {
    "patientId": str,
    "status": Union[Literal["in-progress", "completed"], list[Literal["in-progress", "completed"]]],
    "practitionerId": str,
    "encounterId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

AuditEventAgent = TypedDict("AuditEventAgent", {
    "who": Required[str],
    "name": str,
    "requestor": Required[bool],
    "role": str,
    "networkAddress": str,
}, total=False)

AuditEventSource = TypedDict("AuditEventSource", {
    "observer": Required[str],
    "site": str,
    "type": str,
}, total=False)

AuditEventEntity = TypedDict("AuditEventEntity", {
    "what": str,
    "type": str,
    "role": str,
    "name": str,
    "description": str,
}, total=False)

AuditEvent = TypedDict("AuditEvent", {
    "id": Required[str],
    "type": str,
    "subtype": list[str],
    "action": str,
    "recorded": str,
    "outcome": str,
    "outcomeDesc": str,
    "purposeOfEvent": list[str],
    "agent": list["AuditEventAgent"],
    "source": "AuditEventSource",
    "entity": list["AuditEventEntity"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR AuditEvent, in its simple form."""

AuditEventCreate = TypedDict("AuditEventCreate", {
    "type": Required[str],
    "subtype": list[str],
    "action": Literal["C", "R", "U", "D", "E"],
    "recorded": Required[str],
    "outcome": Literal["0", "4", "8", "12"],
    "outcomeDesc": str,
    "purposeOfEvent": list[Coded],
    "agent": Required[list["AuditEventAgent"]],
    "source": Required["AuditEventSource"],
    "entity": list["AuditEventEntity"],
}, total=False)

AuditEventSearch = TypedDict("AuditEventSearch", {
    "action": Union[Literal["C", "R", "U", "D", "E"], list[Literal["C", "R", "U", "D", "E"]]],
    "outcome": Union[Literal["0", "4", "8", "12"], list[Literal["0", "4", "8", "12"]]],
    "agent": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

CarePlanActivity = TypedDict("CarePlanActivity", {
    "description": Required[str],
    "status": Required[Literal["not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown", "entered-in-error"]],
    "code": str,
    "scheduledString": str,
    "performerId": str,
    "referenceId": str,
}, total=False)

CarePlan = TypedDict("CarePlan", {
    "id": Required[str],
    "status": str,
    "intent": str,
    "patientId": str,
    "encounterId": str,
    "title": str,
    "description": str,
    "category": list[str],
    "period": Period,
    "created": str,
    "authorId": str,
    "contributorIds": list[str],
    "careTeamIds": list[str],
    "addressesIds": list[str],
    "goalIds": list[str],
    "note": str,
    "activity": list["CarePlanActivity"],
    "basedOn": list[str],
    "replaces": list[str],
    "partOf": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR CarePlan, in its simple form."""

CarePlanCreate = TypedDict("CarePlanCreate", {
    "status": Required[Literal["draft", "active", "on-hold", "revoked", "completed"]],
    "intent": Required[Literal["proposal", "plan", "order", "option"]],
    "patientId": Required[str],
    "encounterId": str,
    "title": str,
    "description": str,
    "category": list[Coded],
    "period": Period,
    "created": str,
    "authorId": str,
    "contributorIds": list[str],
    "careTeamIds": list[str],
    "addressesIds": list[str],
    "goalIds": list[str],
    "note": str,
    "activity": list["CarePlanActivity"],
    "basedOn": list[str],
    "replaces": list[str],
    "partOf": list[str],
}, total=False)

CarePlanUpdate = TypedDict("CarePlanUpdate", {
    "status": Literal["draft", "active", "on-hold", "revoked", "completed"],
    "title": Optional[str],
    "description": Optional[str],
    "note": Optional[str],
    "activity": Optional[list["CarePlanActivity"]],
}, total=False)
"""Only the given fields change; None removes one."""

CarePlanSearch = TypedDict("CarePlanSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "active", "on-hold", "revoked", "completed"], list[Literal["draft", "active", "on-hold", "revoked", "completed"]]],
    "category": str,
    "authorId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

CareTeamParticipant = TypedDict("CareTeamParticipant", {
    "role": str,
    "memberId": Required[str],
    "onBehalfOfId": str,
    "period": Period,
}, total=False)

CareTeam = TypedDict("CareTeam", {
    "id": Required[str],
    "name": str,
    "status": str,
    "category": list[str],
    "patientId": str,
    "encounterId": str,
    "period": Period,
    "participant": list["CareTeamParticipant"],
    "reasonCode": list[str],
    "managingOrganizationIds": list[str],
    "phone": str,
    "email": str,
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR CareTeam, in its simple form."""

CareTeamCreate = TypedDict("CareTeamCreate", {
    "name": Required[str],
    "status": Literal["proposed", "active", "suspended", "inactive"],
    "category": list[Coded],
    "patientId": str,
    "encounterId": str,
    "period": Period,
    "participant": list["CareTeamParticipant"],
    "reasonCode": list[Coded],
    "managingOrganizationIds": list[str],
    "phone": str,
    "email": str,
    "note": str,
}, total=False)

CareTeamUpdate = TypedDict("CareTeamUpdate", {
    "name": str,
    "status": Optional[Literal["proposed", "active", "suspended", "inactive"]],
    "participant": Optional[list["CareTeamParticipant"]],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

CareTeamSearch = TypedDict("CareTeamSearch", {
    "patientId": str,
    "status": Union[Literal["proposed", "active", "suspended", "inactive"], list[Literal["proposed", "active", "suspended", "inactive"]]],
    "category": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ChargeItemPerformer = TypedDict("ChargeItemPerformer", {
    "function": str,
    "actorId": Required[str],
}, total=False)

ChargeItem = TypedDict("ChargeItem", {
    "id": Required[str],
    "status": str,
    "code": Coded,
    "patientId": str,
    "encounterId": str,
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "performer": list["ChargeItemPerformer"],
    "performingOrganizationId": str,
    "requestingOrganizationId": str,
    "quantity": Quantity,
    "bodySite": list[str],
    "priceOverride": Money,
    "overrideReason": str,
    "enteredDate": str,
    "reason": list[str],
    "accountIds": list[str],
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ChargeItem, in its simple form."""

ChargeItemCreate = TypedDict("ChargeItemCreate", {
    "status": Required[Literal["planned", "billable", "not-billable", "aborted", "billed"]],
    "code": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "performer": list["ChargeItemPerformer"],
    "performingOrganizationId": str,
    "requestingOrganizationId": str,
    "quantity": Quantity,
    "bodySite": list[Coded],
    "priceOverride": Money,
    "overrideReason": str,
    "enteredDate": str,
    "reason": list[Coded],
    "accountIds": list[str],
    "note": str,
}, total=False)

ChargeItemUpdate = TypedDict("ChargeItemUpdate", {
    "status": Literal["planned", "billable", "not-billable", "aborted", "billed"],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ChargeItemSearch = TypedDict("ChargeItemSearch", {
    "patientId": str,
    "status": Union[Literal["planned", "billable", "not-billable", "aborted", "billed"], list[Literal["planned", "billable", "not-billable", "aborted", "billed"]]],
    "code": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ClaimResponseItemAdjudication = TypedDict("ClaimResponseItemAdjudication", {
    "category": Required[str],
    "amount": Money,
}, total=False)

ClaimResponseItem = TypedDict("ClaimResponseItem", {
    "itemSequence": Required[int],
    "adjudication": Required[list["ClaimResponseItemAdjudication"]],
}, total=False)

ClaimResponseTotal = TypedDict("ClaimResponseTotal", {
    "category": Required[str],
    "amount": Required[Money],
}, total=False)

ClaimResponsePayment = TypedDict("ClaimResponsePayment", {
    "type": Required[str],
    "amount": Required[Money],
    "date": str,
}, total=False)

ClaimResponseProcessNote = TypedDict("ClaimResponseProcessNote", {
    "number": int,
    "text": Required[str],
}, total=False)

ClaimResponse = TypedDict("ClaimResponse", {
    "id": Required[str],
    "status": str,
    "type": str,
    "use": str,
    "patientId": str,
    "created": str,
    "insurerId": str,
    "requestId": str,
    "outcome": str,
    "disposition": str,
    "preAuthRef": str,
    "payeeType": str,
    "item": list["ClaimResponseItem"],
    "total": list["ClaimResponseTotal"],
    "payment": "ClaimResponsePayment",
    "processNote": list["ClaimResponseProcessNote"],
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ClaimResponse, in its simple form."""

ClaimResponseCreate = TypedDict("ClaimResponseCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "type": Required[Coded],
    "use": Required[Literal["claim", "preauthorization", "predetermination"]],
    "patientId": Required[str],
    "created": str,
    "insurerId": Required[str],
    "requestId": str,
    "outcome": Required[Literal["queued", "complete", "error", "partial"]],
    "disposition": str,
    "preAuthRef": str,
    "payeeType": Coded,
    "item": list["ClaimResponseItem"],
    "total": list["ClaimResponseTotal"],
    "payment": "ClaimResponsePayment",
    "processNote": list["ClaimResponseProcessNote"],
    "note": str,
}, total=False)

ClaimResponseUpdate = TypedDict("ClaimResponseUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "disposition": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ClaimResponseSearch = TypedDict("ClaimResponseSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "use": Union[Literal["claim", "preauthorization", "predetermination"], list[Literal["claim", "preauthorization", "predetermination"]]],
    "outcome": Union[Literal["queued", "complete", "error", "partial"], list[Literal["queued", "complete", "error", "partial"]]],
    "requestId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ClaimDiagnosis = TypedDict("ClaimDiagnosis", {
    "sequence": Required[int],
    "code": Required[str],
}, total=False)

ClaimProcedure = TypedDict("ClaimProcedure", {
    "sequence": Required[int],
    "code": Required[str],
    "date": str,
}, total=False)

ClaimInsurance = TypedDict("ClaimInsurance", {
    "sequence": Required[int],
    "focal": Required[bool],
    "coverageId": Required[str],
}, total=False)

ClaimItem = TypedDict("ClaimItem", {
    "sequence": Required[int],
    "productOrService": Required[str],
    "quantity": Quantity,
    "unitPrice": Money,
    "net": Money,
}, total=False)

Claim = TypedDict("Claim", {
    "id": Required[str],
    "status": str,
    "type": str,
    "use": str,
    "patientId": str,
    "created": str,
    "providerId": str,
    "insurerId": str,
    "priority": str,
    "billablePeriod": Period,
    "diagnosis": list["ClaimDiagnosis"],
    "procedure": list["ClaimProcedure"],
    "insurance": list["ClaimInsurance"],
    "item": list["ClaimItem"],
    "total": Money,
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Claim, in its simple form."""

ClaimCreate = TypedDict("ClaimCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "type": Required[Coded],
    "use": Required[Literal["claim", "preauthorization", "predetermination"]],
    "patientId": Required[str],
    "created": str,
    "providerId": Required[str],
    "insurerId": str,
    "priority": Required[Coded],
    "billablePeriod": Period,
    "diagnosis": list["ClaimDiagnosis"],
    "procedure": list["ClaimProcedure"],
    "insurance": Required[list["ClaimInsurance"]],
    "item": list["ClaimItem"],
    "total": Money,
    "note": str,
}, total=False)

ClaimUpdate = TypedDict("ClaimUpdate", {
    "status": Literal["active", "cancelled", "draft"],
}, total=False)
"""Only the given fields change; None removes one."""

ClaimSearch = TypedDict("ClaimSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "use": Union[Literal["claim", "preauthorization", "predetermination"], list[Literal["claim", "preauthorization", "predetermination"]]],
    "providerId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ConditionStage = TypedDict("ConditionStage", {
    "summary": str,
    "type": str,
}, total=False)

ConditionEvidence = TypedDict("ConditionEvidence", {
    "code": list[str],
    "detailIds": list[str],
}, total=False)

Condition = TypedDict("Condition", {
    "id": Required[str],
    "patientId": str,
    "clinicalStatus": str,
    "verificationStatus": str,
    "category": list[str],
    "severity": str,
    "code": Coded,
    "bodySite": list[str],
    "encounterId": str,
    "onsetDateTime": str,
    "onsetString": str,
    "abatementDateTime": str,
    "abatementString": str,
    "recordedDate": str,
    "recorderId": str,
    "asserterId": str,
    "stage": list["ConditionStage"],
    "evidence": list["ConditionEvidence"],
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Condition, in its simple form."""

ConditionCreate = TypedDict("ConditionCreate", {
    "patientId": Required[str],
    "clinicalStatus": Literal["active", "recurrence", "relapse", "inactive", "remission", "resolved"],
    "verificationStatus": Literal["unconfirmed", "provisional", "differential", "confirmed", "refuted"],
    "category": list[Literal["problem-list-item", "encounter-diagnosis"]],
    "severity": Coded,
    "code": Coded,
    "bodySite": list[Coded],
    "encounterId": str,
    "onsetDateTime": str,
    "onsetString": str,
    "abatementDateTime": str,
    "abatementString": str,
    "recordedDate": str,
    "recorderId": str,
    "asserterId": str,
    "stage": list["ConditionStage"],
    "evidence": list["ConditionEvidence"],
    "note": str,
}, total=False)

ConditionUpdate = TypedDict("ConditionUpdate", {
    "clinicalStatus": Optional[Literal["active", "recurrence", "relapse", "inactive", "remission", "resolved"]],
    "verificationStatus": Optional[Literal["unconfirmed", "provisional", "differential", "confirmed", "refuted"]],
    "severity": Optional[Coded],
    "abatementDateTime": Optional[str],
    "abatementString": Optional[str],
    "stage": Optional[list["ConditionStage"]],
    "evidence": Optional[list["ConditionEvidence"]],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ConditionSearch = TypedDict("ConditionSearch", {
    "patientId": str,
    "clinicalStatus": Union[Literal["active", "recurrence", "relapse", "inactive", "remission", "resolved"], list[Literal["active", "recurrence", "relapse", "inactive", "remission", "resolved"]]],
    "verificationStatus": Union[Literal["unconfirmed", "provisional", "differential", "confirmed", "refuted"], list[Literal["unconfirmed", "provisional", "differential", "confirmed", "refuted"]]],
    "category": str,
    "severity": str,
    "code": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ConsentPolicies = TypedDict("ConsentPolicies", {
    "authority": str,
    "uri": str,
}, total=False)

ConsentVerification = TypedDict("ConsentVerification", {
    "verified": Required[bool],
    "verifiedWith": str,
    "verificationDate": str,
}, total=False)

ConsentProvisionActor = TypedDict("ConsentProvisionActor", {
    "role": Required[str],
    "reference": Required[str],
}, total=False)

ConsentProvisionData = TypedDict("ConsentProvisionData", {
    "meaning": Required[Literal["instance", "related", "dependents", "authoredby"]],
    "reference": Required[str],
}, total=False)

ConsentProvision = TypedDict("ConsentProvision", {
    "type": Literal["deny", "permit"],
    "period": Period,
    "actor": list["ConsentProvisionActor"],
    "action": list[Coding],
    "securityLabel": list[Coding],
    "purpose": list[Coding],
    "class": list[Coding],
    "dataPeriod": Period,
    "data": list["ConsentProvisionData"],
    "code": list[Coding],
    "provision": list["ConsentProvision"],
}, total=False)

Consent = TypedDict("Consent", {
    "id": Required[str],
    "patientId": str,
    "status": str,
    "scope": str,
    "category": Union[str, list[str]],
    "dateTime": str,
    "performerId": str,
    "organizationId": str,
    "policyUri": str,
    "policies": list["ConsentPolicies"],
    "policyRule": str,
    "sourceAttachment": Attachment,
    "sourceReferenceId": str,
    "verification": list["ConsentVerification"],
    "provision": "ConsentProvision",
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Consent, in its simple form."""

ConsentCreate = TypedDict("ConsentCreate", {
    "patientId": Required[str],
    "status": Literal["draft", "proposed", "active", "rejected", "inactive"],
    "scope": Required[Coded],
    "category": Required[Union[Coded, list[Coded]]],
    "dateTime": str,
    "performerId": str,
    "organizationId": str,
    "policyUri": str,
    "policies": list["ConsentPolicies"],
    "policyRule": Coded,
    "sourceAttachment": Attachment,
    "sourceReferenceId": str,
    "verification": Union["ConsentVerification", list["ConsentVerification"]],
    "provision": "ConsentProvision",
}, total=False)

ConsentUpdate = TypedDict("ConsentUpdate", {
    "status": Optional[Literal["draft", "proposed", "active", "rejected", "inactive"]],
    "verification": Optional[Union["ConsentVerification", list["ConsentVerification"]]],
    "provision": Optional["ConsentProvision"],
}, total=False)
"""Only the given fields change; None removes one."""

ConsentSearch = TypedDict("ConsentSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "proposed", "active", "rejected", "inactive"], list[Literal["draft", "proposed", "active", "rejected", "inactive"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

CoverageClass = TypedDict("CoverageClass", {
    "type": Required[str],
    "value": Required[str],
    "name": str,
}, total=False)

Coverage = TypedDict("Coverage", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "type": str,
    "subscriberId": str,
    "subscriberRef": str,
    "policyHolderRef": str,
    "relationship": str,
    "period": Period,
    "payorIds": list[str],
    "class": list["CoverageClass"],
    "order": int,
    "network": str,
    "dependent": str,
    "subrogation": bool,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Coverage, in its simple form."""

CoverageCreate = TypedDict("CoverageCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "patientId": Required[str],
    "type": Coded,
    "subscriberId": str,
    "subscriberRef": str,
    "policyHolderRef": str,
    "relationship": Coded,
    "period": Period,
    "payorIds": Required[list[str]],
    "class": list["CoverageClass"],
    "order": int,
    "network": str,
    "dependent": str,
    "subrogation": bool,
}, total=False)

CoverageUpdate = TypedDict("CoverageUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "period": Optional[Period],
    "network": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

CoverageSearch = TypedDict("CoverageSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "type": str,
    "payorId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

DeviceRequest = TypedDict("DeviceRequest", {
    "id": Required[str],
    "intent": str,
    "code": Coded,
    "patientId": str,
    "status": str,
    "encounterId": str,
    "priority": str,
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "authoredOn": str,
    "requesterId": str,
    "performerId": str,
    "performerType": str,
    "reasonCode": list[str],
    "note": str,
    "basedOn": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR DeviceRequest, in its simple form."""

DeviceRequestCreate = TypedDict("DeviceRequestCreate", {
    "intent": Required[Literal["proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"]],
    "code": Required[Coded],
    "patientId": Required[str],
    "status": Literal["draft", "active", "on-hold", "revoked", "completed"],
    "encounterId": str,
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "authoredOn": str,
    "requesterId": str,
    "performerId": str,
    "performerType": Coded,
    "reasonCode": list[Coded],
    "note": str,
    "basedOn": list[str],
}, total=False)

DeviceRequestUpdate = TypedDict("DeviceRequestUpdate", {
    "status": Optional[Literal["draft", "active", "on-hold", "revoked", "completed"]],
    "priority": Optional[Literal["routine", "urgent", "asap", "stat"]],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

DeviceRequestSearch = TypedDict("DeviceRequestSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "active", "on-hold", "revoked", "completed"], list[Literal["draft", "active", "on-hold", "revoked", "completed"]]],
    "intent": Union[Literal["proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"], list[Literal["proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"]]],
    "code": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

DeviceUseStatement = TypedDict("DeviceUseStatement", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "deviceId": str,
    "timingDateTime": str,
    "timingPeriod": Period,
    "recordedOn": str,
    "sourceId": str,
    "reasonCode": list[str],
    "bodySite": str,
    "note": str,
    "basedOn": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR DeviceUseStatement, in its simple form."""

DeviceUseStatementCreate = TypedDict("DeviceUseStatementCreate", {
    "status": Required[Literal["active", "completed", "on-hold", "intended", "stopped", "entered-in-error"]],
    "patientId": Required[str],
    "deviceId": Required[str],
    "timingDateTime": str,
    "timingPeriod": Period,
    "recordedOn": str,
    "sourceId": str,
    "reasonCode": list[Coded],
    "bodySite": Coded,
    "note": str,
    "basedOn": list[str],
}, total=False)

DeviceUseStatementUpdate = TypedDict("DeviceUseStatementUpdate", {
    "status": Literal["active", "completed", "on-hold", "intended", "stopped", "entered-in-error"],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

DeviceUseStatementSearch = TypedDict("DeviceUseStatementSearch", {
    "patientId": str,
    "status": Union[Literal["active", "completed", "on-hold", "intended", "stopped", "entered-in-error"], list[Literal["active", "completed", "on-hold", "intended", "stopped", "entered-in-error"]]],
    "deviceId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

DeviceUdiCarrier = TypedDict("DeviceUdiCarrier", {
    "deviceIdentifier": str,
    "carrierHRF": str,
}, total=False)

Device = TypedDict("Device", {
    "id": Required[str],
    "deviceName": str,
    "status": str,
    "manufacturer": str,
    "modelNumber": str,
    "serialNumber": str,
    "lotNumber": str,
    "manufactureDate": str,
    "expirationDate": str,
    "type": str,
    "patientId": str,
    "ownerId": str,
    "locationId": str,
    "url": str,
    "note": str,
    "parentId": str,
    "udiCarrier": list["DeviceUdiCarrier"],
    "safety": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Device, in its simple form."""

DeviceCreate = TypedDict("DeviceCreate", {
    "deviceName": Required[str],
    "status": Literal["active", "inactive"],
    "manufacturer": str,
    "modelNumber": str,
    "serialNumber": str,
    "lotNumber": str,
    "manufactureDate": str,
    "expirationDate": str,
    "type": Coded,
    "patientId": str,
    "ownerId": str,
    "locationId": str,
    "url": str,
    "note": str,
    "parentId": str,
    "udiCarrier": list["DeviceUdiCarrier"],
    "safety": list[Coded],
}, total=False)

DeviceUpdate = TypedDict("DeviceUpdate", {
    "status": Optional[Literal["active", "inactive"]],
    "patientId": Optional[str],
    "locationId": Optional[str],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

DeviceSearch = TypedDict("DeviceSearch", {
    "patientId": str,
    "status": Union[Literal["active", "inactive"], list[Literal["active", "inactive"]]],
    "type": str,
    "manufacturer": str,
    "modelNumber": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

DocumentAttester = TypedDict("DocumentAttester", {
    "mode": Required[Literal["personal", "professional", "legal", "official"]],
    "time": str,
    "partyId": str,
}, total=False)

DocumentRelatesTo = TypedDict("DocumentRelatesTo", {
    "code": Required[Literal["replaces", "transforms", "signs", "appends"]],
    "targetId": Required[str],
}, total=False)

DocumentEvent = TypedDict("DocumentEvent", {
    "code": list[Coding],
    "period": Period,
    "detailIds": list[str],
}, total=False)

DocumentSections = TypedDict("DocumentSections", {
    "title": Required[str],
    "code": str,
    "text": Required[str],
    "resourceIds": list[str],
    "authorId": str,
    "mode": Literal["working", "snapshot", "changes"],
    "sections": list["DocumentSections"],
}, total=False)

Document = TypedDict("Document", {
    "id": Required[str],
    "status": str,
    "type": str,
    "category": list[str],
    "patientId": str,
    "encounterId": str,
    "practitionerId": str,
    "title": str,
    "date": str,
    "confidentiality": str,
    "attester": list["DocumentAttester"],
    "custodianId": str,
    "relatesTo": list["DocumentRelatesTo"],
    "event": list["DocumentEvent"],
    "sections": list["DocumentSections"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Composition, in its simple form."""

DocumentCreate = TypedDict("DocumentCreate", {
    "status": Required[Literal["preliminary", "final", "amended"]],
    "type": Required[Coded],
    "category": list[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "practitionerId": Required[str],
    "title": Required[str],
    "date": str,
    "confidentiality": Literal["N", "R", "V"],
    "attester": list["DocumentAttester"],
    "custodianId": str,
    "relatesTo": list["DocumentRelatesTo"],
    "event": list["DocumentEvent"],
    "sections": Required[list["DocumentSections"]],
}, total=False)

DocumentUpdate = TypedDict("DocumentUpdate", {
    "status": Literal["preliminary", "final", "amended"],
    "title": str,
    "confidentiality": Optional[Literal["N", "R", "V"]],
    "attester": Optional[list["DocumentAttester"]],
    "sections": list["DocumentSections"],
}, total=False)
"""Only the given fields change; None removes one."""

DocumentSearch = TypedDict("DocumentSearch", {
    "patientId": str,
    "type": str,
    "practitionerId": str,
    "status": Union[Literal["preliminary", "final", "amended"], list[Literal["preliminary", "final", "amended"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "date": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

EligibilityRequestInsurance = TypedDict("EligibilityRequestInsurance", {
    "focal": bool,
    "coverageId": Required[str],
}, total=False)

EligibilityRequestItem = TypedDict("EligibilityRequestItem", {
    "category": str,
    "productOrService": str,
}, total=False)

EligibilityRequest = TypedDict("EligibilityRequest", {
    "id": Required[str],
    "status": str,
    "purpose": list[str],
    "patientId": str,
    "created": str,
    "insurerId": str,
    "providerId": str,
    "servicedDate": str,
    "servicedPeriod": Period,
    "insurance": list["EligibilityRequestInsurance"],
    "item": list["EligibilityRequestItem"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR CoverageEligibilityRequest, in its simple form."""

EligibilityRequestCreate = TypedDict("EligibilityRequestCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "purpose": Required[list[Literal["auth-requirements", "benefits", "discovery", "validation"]]],
    "patientId": Required[str],
    "created": str,
    "insurerId": Required[str],
    "providerId": str,
    "servicedDate": str,
    "servicedPeriod": Period,
    "insurance": list["EligibilityRequestInsurance"],
    "item": list["EligibilityRequestItem"],
}, total=False)

EligibilityRequestUpdate = TypedDict("EligibilityRequestUpdate", {
    "status": Literal["active", "cancelled", "draft"],
}, total=False)
"""Only the given fields change; None removes one."""

EligibilityRequestSearch = TypedDict("EligibilityRequestSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

EligibilityResponseInsurance = TypedDict("EligibilityResponseInsurance", {
    "coverageId": Required[str],
    "inforce": bool,
    "benefitPeriod": Period,
}, total=False)

EligibilityResponseError = TypedDict("EligibilityResponseError", {
    "code": Required[str],
}, total=False)

EligibilityResponse = TypedDict("EligibilityResponse", {
    "id": Required[str],
    "status": str,
    "purpose": list[str],
    "patientId": str,
    "created": str,
    "requestId": str,
    "outcome": str,
    "insurerId": str,
    "disposition": str,
    "insurance": list["EligibilityResponseInsurance"],
    "preAuthRef": str,
    "error": list["EligibilityResponseError"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR CoverageEligibilityResponse, in its simple form."""

EligibilityResponseCreate = TypedDict("EligibilityResponseCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "purpose": Required[list[Literal["auth-requirements", "benefits", "discovery", "validation"]]],
    "patientId": Required[str],
    "created": str,
    "requestId": Required[str],
    "outcome": Required[Literal["queued", "complete", "error", "partial"]],
    "insurerId": Required[str],
    "disposition": str,
    "insurance": list["EligibilityResponseInsurance"],
    "preAuthRef": str,
    "error": list["EligibilityResponseError"],
}, total=False)

EligibilityResponseUpdate = TypedDict("EligibilityResponseUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "disposition": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

EligibilityResponseSearch = TypedDict("EligibilityResponseSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "outcome": Union[Literal["queued", "complete", "error", "partial"], list[Literal["queued", "complete", "error", "partial"]]],
    "requestId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

EncounterParticipants = TypedDict("EncounterParticipants", {
    "practitionerId": Required[str],
    "role": str,
}, total=False)

EncounterDiagnosis = TypedDict("EncounterDiagnosis", {
    "condition": Required[str],
    "use": str,
    "rank": int,
}, total=False)

EncounterHospitalization = TypedDict("EncounterHospitalization", {
    "admitSource": str,
    "dischargeDisposition": str,
    "reAdmission": str,
    "dietPreference": list[str],
    "specialArrangement": list[str],
    "destination": str,
    "origin": str,
}, total=False)

Encounter = TypedDict("Encounter", {
    "id": Required[str],
    "status": str,
    "class": str,
    "patientId": str,
    "practitionerId": str,
    "participants": list["EncounterParticipants"],
    "type": str,
    "serviceType": str,
    "priority": str,
    "reasonCode": Union[str, list[str]],
    "period": Period,
    "lengthMinutes": int,
    "location": str,
    "serviceProvider": str,
    "diagnosis": list["EncounterDiagnosis"],
    "appointmentId": str,
    "basedOnId": str,
    "partOfId": str,
    "hospitalization": "EncounterHospitalization",
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Encounter, in its simple form."""

EncounterCreate = TypedDict("EncounterCreate", {
    "status": Required[Literal["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"]],
    "class": Required[Literal["AMB", "IMP", "EMER", "HH", "VR"]],
    "patientId": Required[str],
    "practitionerId": str,
    "participants": list["EncounterParticipants"],
    "type": Coded,
    "serviceType": Coded,
    "priority": Coded,
    "reasonCode": Union[Coded, list[Coded]],
    "period": Period,
    "lengthMinutes": int,
    "location": str,
    "serviceProvider": str,
    "diagnosis": list["EncounterDiagnosis"],
    "appointmentId": str,
    "basedOnId": str,
    "partOfId": str,
    "hospitalization": "EncounterHospitalization",
}, total=False)

EncounterUpdate = TypedDict("EncounterUpdate", {
    "status": Literal["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"],
    "class": Literal["AMB", "IMP", "EMER", "HH", "VR"],
    "type": Optional[Coded],
    "serviceType": Optional[Coded],
    "priority": Optional[Coded],
    "reasonCode": Optional[Union[Coded, list[Coded]]],
    "period": Optional[Period],
    "lengthMinutes": Optional[int],
    "location": Optional[str],
    "serviceProvider": Optional[str],
    "diagnosis": Optional[list["EncounterDiagnosis"]],
    "hospitalization": Optional["EncounterHospitalization"],
}, total=False)
"""Only the given fields change; None removes one."""

EncounterSearch = TypedDict("EncounterSearch", {
    "patientId": str,
    "status": Union[Literal["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"], list[Literal["planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

EnrollmentRequest = TypedDict("EnrollmentRequest", {
    "id": Required[str],
    "status": str,
    "created": str,
    "insurerId": str,
    "providerId": str,
    "candidateId": str,
    "coverageId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR EnrollmentRequest, in its simple form."""

EnrollmentRequestCreate = TypedDict("EnrollmentRequestCreate", {
    "status": Literal["active", "cancelled", "draft"],
    "created": str,
    "insurerId": str,
    "providerId": str,
    "candidateId": Required[str],
    "coverageId": str,
}, total=False)

EnrollmentRequestUpdate = TypedDict("EnrollmentRequestUpdate", {
    "status": Optional[Literal["active", "cancelled", "draft"]],
}, total=False)
"""Only the given fields change; None removes one."""

EnrollmentRequestSearch = TypedDict("EnrollmentRequestSearch", {
    "candidateId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "insurerId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

EnrollmentResponse = TypedDict("EnrollmentResponse", {
    "id": Required[str],
    "status": str,
    "requestId": str,
    "outcome": str,
    "disposition": str,
    "created": str,
    "organizationId": str,
    "requestProviderId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR EnrollmentResponse, in its simple form."""

EnrollmentResponseCreate = TypedDict("EnrollmentResponseCreate", {
    "status": Literal["active", "cancelled", "draft"],
    "requestId": str,
    "outcome": Literal["queued", "complete", "error", "partial"],
    "disposition": str,
    "created": str,
    "organizationId": str,
    "requestProviderId": str,
}, total=False)

EnrollmentResponseUpdate = TypedDict("EnrollmentResponseUpdate", {
    "status": Optional[Literal["active", "cancelled", "draft"]],
    "disposition": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

EnrollmentResponseSearch = TypedDict("EnrollmentResponseSearch", {
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "outcome": Union[Literal["queued", "complete", "error", "partial"], list[Literal["queued", "complete", "error", "partial"]]],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ExplanationOfBenefitInsurance = TypedDict("ExplanationOfBenefitInsurance", {
    "focal": Required[bool],
    "coverageId": Required[str],
}, total=False)

ExplanationOfBenefitItemAdjudication = TypedDict("ExplanationOfBenefitItemAdjudication", {
    "category": Required[str],
    "amount": Money,
}, total=False)

ExplanationOfBenefitItem = TypedDict("ExplanationOfBenefitItem", {
    "sequence": Required[int],
    "productOrService": Required[str],
    "quantity": Quantity,
    "unitPrice": Money,
    "net": Money,
    "adjudication": list["ExplanationOfBenefitItemAdjudication"],
}, total=False)

ExplanationOfBenefitTotal = TypedDict("ExplanationOfBenefitTotal", {
    "category": Required[str],
    "amount": Required[Money],
}, total=False)

ExplanationOfBenefitPayment = TypedDict("ExplanationOfBenefitPayment", {
    "type": str,
    "amount": Money,
    "date": str,
}, total=False)

ExplanationOfBenefitProcessNote = TypedDict("ExplanationOfBenefitProcessNote", {
    "number": int,
    "text": Required[str],
}, total=False)

ExplanationOfBenefit = TypedDict("ExplanationOfBenefit", {
    "id": Required[str],
    "status": str,
    "type": str,
    "use": str,
    "patientId": str,
    "created": str,
    "insurerId": str,
    "providerId": str,
    "outcome": str,
    "disposition": str,
    "claimId": str,
    "claimResponseId": str,
    "billablePeriod": Period,
    "insurance": list["ExplanationOfBenefitInsurance"],
    "item": list["ExplanationOfBenefitItem"],
    "total": list["ExplanationOfBenefitTotal"],
    "payment": "ExplanationOfBenefitPayment",
    "processNote": list["ExplanationOfBenefitProcessNote"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ExplanationOfBenefit, in its simple form."""

ExplanationOfBenefitCreate = TypedDict("ExplanationOfBenefitCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "type": Required[Coded],
    "use": Required[Literal["claim", "preauthorization", "predetermination"]],
    "patientId": Required[str],
    "created": str,
    "insurerId": Required[str],
    "providerId": Required[str],
    "outcome": Required[Literal["queued", "complete", "error", "partial"]],
    "disposition": str,
    "claimId": str,
    "claimResponseId": str,
    "billablePeriod": Period,
    "insurance": Required[list["ExplanationOfBenefitInsurance"]],
    "item": list["ExplanationOfBenefitItem"],
    "total": list["ExplanationOfBenefitTotal"],
    "payment": "ExplanationOfBenefitPayment",
    "processNote": list["ExplanationOfBenefitProcessNote"],
}, total=False)

ExplanationOfBenefitUpdate = TypedDict("ExplanationOfBenefitUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "disposition": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ExplanationOfBenefitSearch = TypedDict("ExplanationOfBenefitSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "use": Union[Literal["claim", "preauthorization", "predetermination"], list[Literal["claim", "preauthorization", "predetermination"]]],
    "outcome": Union[Literal["queued", "complete", "error", "partial"], list[Literal["queued", "complete", "error", "partial"]]],
    "claimId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

FamilyMemberHistoryCondition = TypedDict("FamilyMemberHistoryCondition", {
    "code": Required[str],
    "outcome": str,
    "contributedToDeath": bool,
    "onsetString": str,
    "note": str,
}, total=False)

FamilyMemberHistory = TypedDict("FamilyMemberHistory", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "date": str,
    "name": str,
    "relationship": str,
    "sex": str,
    "bornDate": str,
    "ageString": str,
    "estimatedAge": bool,
    "deceasedBoolean": bool,
    "deceasedDate": str,
    "reasonCode": list[str],
    "note": str,
    "condition": list["FamilyMemberHistoryCondition"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR FamilyMemberHistory, in its simple form."""

FamilyMemberHistoryCreate = TypedDict("FamilyMemberHistoryCreate", {
    "status": Required[Literal["partial", "completed", "health-unknown"]],
    "patientId": Required[str],
    "date": str,
    "name": str,
    "relationship": Required[Coded],
    "sex": Coded,
    "bornDate": str,
    "ageString": str,
    "estimatedAge": bool,
    "deceasedBoolean": bool,
    "deceasedDate": str,
    "reasonCode": list[Coded],
    "note": str,
    "condition": list["FamilyMemberHistoryCondition"],
}, total=False)

FamilyMemberHistoryUpdate = TypedDict("FamilyMemberHistoryUpdate", {
    "status": Literal["partial", "completed", "health-unknown"],
    "date": Optional[str],
    "name": Optional[str],
    "relationship": Coded,
    "sex": Optional[Coded],
    "deceasedBoolean": Optional[bool],
    "deceasedDate": Optional[str],
    "reasonCode": Optional[list[Coded]],
    "note": Optional[str],
    "condition": Optional[list["FamilyMemberHistoryCondition"]],
}, total=False)
"""Only the given fields change; None removes one."""

FamilyMemberHistorySearch = TypedDict("FamilyMemberHistorySearch", {
    "patientId": str,
    "status": Union[Literal["partial", "completed", "health-unknown"], list[Literal["partial", "completed", "health-unknown"]]],
    "relationship": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

GoalTarget = TypedDict("GoalTarget", {
    "measure": str,
    "detailString": str,
    "detailQuantity": Quantity,
    "dueDate": str,
}, total=False)

Goal = TypedDict("Goal", {
    "id": Required[str],
    "lifecycleStatus": str,
    "description": str,
    "patientId": str,
    "achievementStatus": str,
    "category": list[str],
    "priority": str,
    "startDate": str,
    "target": list["GoalTarget"],
    "statusDate": str,
    "statusReason": str,
    "expressedById": str,
    "addressesIds": list[str],
    "note": str,
    "outcomeCode": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Goal, in its simple form."""

GoalCreate = TypedDict("GoalCreate", {
    "lifecycleStatus": Required[Literal["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"]],
    "description": Required[Coded],
    "patientId": Required[str],
    "achievementStatus": Literal["in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved", "no-progress", "not-attainable"],
    "category": list[Coded],
    "priority": Literal["high-priority", "medium-priority", "low-priority"],
    "startDate": str,
    "target": list["GoalTarget"],
    "statusDate": str,
    "statusReason": str,
    "expressedById": str,
    "addressesIds": list[str],
    "note": str,
    "outcomeCode": list[Coded],
}, total=False)

GoalUpdate = TypedDict("GoalUpdate", {
    "lifecycleStatus": Literal["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"],
    "achievementStatus": Optional[Literal["in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved", "no-progress", "not-attainable"]],
    "target": Optional[list["GoalTarget"]],
    "statusReason": Optional[str],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

GoalSearch = TypedDict("GoalSearch", {
    "patientId": str,
    "lifecycleStatus": Union[Literal["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"], list[Literal["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"]]],
    "achievementStatus": Union[Literal["in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved", "no-progress", "not-attainable"], list[Literal["in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved", "no-progress", "not-attainable"]]],
    "category": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

HealthcareServiceAvailableTime = TypedDict("HealthcareServiceAvailableTime", {
    "daysOfWeek": list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
    "allDay": bool,
    "availableStartTime": str,
    "availableEndTime": str,
}, total=False)

HealthcareServiceNotAvailable = TypedDict("HealthcareServiceNotAvailable", {
    "description": Required[str],
    "during": Period,
}, total=False)

HealthcareService = TypedDict("HealthcareService", {
    "id": Required[str],
    "name": str,
    "active": bool,
    "providedById": str,
    "category": list[str],
    "type": list[str],
    "specialty": list[str],
    "locationNames": list[str],
    "comment": str,
    "phone": str,
    "email": str,
    "appointmentRequired": bool,
    "availableTime": list["HealthcareServiceAvailableTime"],
    "notAvailable": list["HealthcareServiceNotAvailable"],
    "availabilityExceptions": str,
    "program": list[str],
    "referralMethod": list[str],
    "communication": list[str],
    "extraDetails": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR HealthcareService, in its simple form."""

HealthcareServiceCreate = TypedDict("HealthcareServiceCreate", {
    "name": Required[str],
    "active": bool,
    "providedById": str,
    "category": list[Coded],
    "type": list[Coded],
    "specialty": list[Coded],
    "locationNames": list[str],
    "comment": str,
    "phone": str,
    "email": str,
    "appointmentRequired": bool,
    "availableTime": list["HealthcareServiceAvailableTime"],
    "notAvailable": list["HealthcareServiceNotAvailable"],
    "availabilityExceptions": str,
    "program": list[Coded],
    "referralMethod": list[Coded],
    "communication": list[Coded],
    "extraDetails": str,
}, total=False)

HealthcareServiceUpdate = TypedDict("HealthcareServiceUpdate", {
    "name": str,
    "active": Optional[bool],
    "category": Optional[list[Coded]],
    "type": Optional[list[Coded]],
    "specialty": Optional[list[Coded]],
    "comment": Optional[str],
    "phone": Optional[str],
    "email": Optional[str],
    "appointmentRequired": Optional[bool],
    "availableTime": Optional[list["HealthcareServiceAvailableTime"]],
    "notAvailable": Optional[list["HealthcareServiceNotAvailable"]],
    "availabilityExceptions": Optional[str],
    "extraDetails": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

HealthcareServiceSearch = TypedDict("HealthcareServiceSearch", {
    "name": str,
    "type": str,
    "specialty": str,
    "active": bool,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ImagingStudySeries = TypedDict("ImagingStudySeries", {
    "uid": Required[str],
    "number": int,
    "modality": Required[str],
    "description": str,
    "numberOfInstances": int,
    "bodySite": str,
    "laterality": str,
    "started": str,
}, total=False)

ImagingStudy = TypedDict("ImagingStudy", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "encounterId": str,
    "modality": list[str],
    "started": str,
    "referrerId": str,
    "interpreterIds": list[str],
    "numberOfSeries": int,
    "numberOfInstances": int,
    "procedureCode": list[str],
    "locationId": str,
    "reasonCode": list[str],
    "description": str,
    "note": str,
    "basedOn": list[str],
    "series": list["ImagingStudySeries"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ImagingStudy, in its simple form."""

ImagingStudyCreate = TypedDict("ImagingStudyCreate", {
    "status": Required[Literal["registered", "available", "cancelled"]],
    "patientId": Required[str],
    "encounterId": str,
    "modality": list[str],
    "started": str,
    "referrerId": str,
    "interpreterIds": list[str],
    "numberOfSeries": int,
    "numberOfInstances": int,
    "procedureCode": list[Coded],
    "locationId": str,
    "reasonCode": list[Coded],
    "description": str,
    "note": str,
    "basedOn": list[str],
    "series": list["ImagingStudySeries"],
}, total=False)

ImagingStudyUpdate = TypedDict("ImagingStudyUpdate", {
    "status": Literal["registered", "available", "cancelled"],
    "description": Optional[str],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ImagingStudySearch = TypedDict("ImagingStudySearch", {
    "patientId": str,
    "status": Union[Literal["registered", "available", "cancelled"], list[Literal["registered", "available", "cancelled"]]],
    "modality": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ImmunizationEvaluation = TypedDict("ImmunizationEvaluation", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "date": str,
    "authorityId": str,
    "targetDisease": str,
    "immunizationEventId": str,
    "doseStatus": str,
    "doseStatusReason": list[str],
    "description": str,
    "series": str,
    "doseNumber": int,
    "seriesDoses": int,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ImmunizationEvaluation, in its simple form."""

ImmunizationEvaluationCreate = TypedDict("ImmunizationEvaluationCreate", {
    "status": Required[Literal["completed"]],
    "patientId": Required[str],
    "date": str,
    "authorityId": str,
    "targetDisease": Required[Coded],
    "immunizationEventId": Required[str],
    "doseStatus": Required[Coded],
    "doseStatusReason": list[Coded],
    "description": str,
    "series": str,
    "doseNumber": int,
    "seriesDoses": int,
}, total=False)

ImmunizationEvaluationUpdate = TypedDict("ImmunizationEvaluationUpdate", {
    "status": Literal["completed"],
    "description": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ImmunizationEvaluationSearch = TypedDict("ImmunizationEvaluationSearch", {
    "patientId": str,
    "status": Union[Literal["completed"], list[Literal["completed"]]],
    "immunizationEventId": str,
    "targetDisease": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ImmunizationRecommendationRecommendationDateCriterion = TypedDict("ImmunizationRecommendationRecommendationDateCriterion", {
    "code": Required[str],
    "value": Required[str],
}, total=False)

ImmunizationRecommendationRecommendation = TypedDict("ImmunizationRecommendationRecommendation", {
    "vaccineCode": list[str],
    "targetDisease": str,
    "forecastStatus": Required[str],
    "forecastReason": list[str],
    "description": str,
    "series": str,
    "doseNumber": int,
    "seriesDoses": int,
    "dateCriterion": list["ImmunizationRecommendationRecommendationDateCriterion"],
}, total=False)

ImmunizationRecommendation = TypedDict("ImmunizationRecommendation", {
    "id": Required[str],
    "patientId": str,
    "date": str,
    "authorityId": str,
    "recommendation": list["ImmunizationRecommendationRecommendation"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ImmunizationRecommendation, in its simple form."""

ImmunizationRecommendationCreate = TypedDict("ImmunizationRecommendationCreate", {
    "patientId": Required[str],
    "date": Required[str],
    "authorityId": str,
    "recommendation": Required[list["ImmunizationRecommendationRecommendation"]],
}, total=False)

ImmunizationRecommendationSearch = TypedDict("ImmunizationRecommendationSearch", {
    "patientId": str,
    "vaccineCode": str,
    "targetDisease": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ImmunizationPerformer = TypedDict("ImmunizationPerformer", {
    "function": str,
    "actorId": Required[str],
}, total=False)

ImmunizationReaction = TypedDict("ImmunizationReaction", {
    "date": str,
    "reported": bool,
}, total=False)

ImmunizationProtocolApplied = TypedDict("ImmunizationProtocolApplied", {
    "series": str,
    "doseNumber": int,
    "seriesDoses": int,
    "targetDisease": list[str],
}, total=False)

Immunization = TypedDict("Immunization", {
    "id": Required[str],
    "status": str,
    "vaccineCode": Coded,
    "patientId": str,
    "encounterId": str,
    "occurrenceDateTime": str,
    "recorded": str,
    "primarySource": bool,
    "manufacturer": str,
    "lotNumber": str,
    "expirationDate": str,
    "site": str,
    "route": str,
    "doseQuantity": Quantity,
    "performer": list["ImmunizationPerformer"],
    "note": str,
    "reasonCode": list[str],
    "statusReason": str,
    "isSubpotent": bool,
    "reaction": list["ImmunizationReaction"],
    "protocolApplied": list["ImmunizationProtocolApplied"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Immunization, in its simple form."""

ImmunizationCreate = TypedDict("ImmunizationCreate", {
    "status": Required[Literal["completed", "not-done"]],
    "vaccineCode": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "occurrenceDateTime": str,
    "recorded": str,
    "primarySource": bool,
    "manufacturer": str,
    "lotNumber": str,
    "expirationDate": str,
    "site": Coded,
    "route": Coded,
    "doseQuantity": Quantity,
    "performer": list["ImmunizationPerformer"],
    "note": str,
    "reasonCode": list[Coded],
    "statusReason": Coded,
    "isSubpotent": bool,
    "reaction": list["ImmunizationReaction"],
    "protocolApplied": list["ImmunizationProtocolApplied"],
}, total=False)

ImmunizationUpdate = TypedDict("ImmunizationUpdate", {
    "status": Literal["completed", "not-done"],
    "note": Optional[str],
    "statusReason": Optional[Coded],
}, total=False)
"""Only the given fields change; None removes one."""

ImmunizationSearch = TypedDict("ImmunizationSearch", {
    "patientId": str,
    "status": Union[Literal["completed", "not-done"], list[Literal["completed", "not-done"]]],
    "vaccineCode": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

IntakeItemsAnswer = TypedDict("IntakeItemsAnswer", {
    "valueString": str,
    "valueBoolean": bool,
    "valueInteger": int,
    "valueDecimal": float,
    "valueDate": str,
    "valueDateTime": str,
    "valueTime": str,
    "valueCoding": Coding,
    "valueQuantity": Quantity,
    "valueUri": str,
}, total=False)

IntakeItems = TypedDict("IntakeItems", {
    "linkId": Required[str],
    "definition": str,
    "text": str,
    "answer": list["IntakeItemsAnswer"],
    "items": list["IntakeItems"],
}, total=False)

Intake = TypedDict("Intake", {
    "id": Required[str],
    "patientId": str,
    "encounterId": str,
    "authorId": str,
    "sourceId": str,
    "questionnaire": str,
    "status": str,
    "authored": str,
    "basedOn": list[str],
    "partOf": list[str],
    "items": list["IntakeItems"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR QuestionnaireResponse, in its simple form."""

IntakeCreate = TypedDict("IntakeCreate", {
    "patientId": Required[str],
    "encounterId": str,
    "authorId": str,
    "sourceId": str,
    "questionnaire": str,
    "status": Literal["in-progress", "completed", "amended", "stopped"],
    "authored": str,
    "basedOn": list[str],
    "partOf": list[str],
    "items": Required[list["IntakeItems"]],
}, total=False)

IntakeUpdate = TypedDict("IntakeUpdate", {
    "status": Optional[Literal["in-progress", "completed", "amended", "stopped"]],
    "authored": Optional[str],
    "items": list["IntakeItems"],
}, total=False)
"""Only the given fields change; None removes one."""

IntakeSearch = TypedDict("IntakeSearch", {
    "patientId": str,
    "status": Union[Literal["in-progress", "completed", "amended", "stopped"], list[Literal["in-progress", "completed", "amended", "stopped"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

InvoiceParticipant = TypedDict("InvoiceParticipant", {
    "role": str,
    "actorId": Required[str],
}, total=False)

InvoiceLineItemPriceComponent = TypedDict("InvoiceLineItemPriceComponent", {
    "type": Required[Literal["base", "surcharge", "deduction", "discount", "tax", "informational"]],
    "amount": Money,
}, total=False)

InvoiceLineItem = TypedDict("InvoiceLineItem", {
    "sequence": int,
    "chargeItemCode": Required[str],
    "priceComponent": list["InvoiceLineItemPriceComponent"],
}, total=False)

Invoice = TypedDict("Invoice", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "type": str,
    "recipientId": str,
    "date": str,
    "issuerId": str,
    "accountId": str,
    "participant": list["InvoiceParticipant"],
    "lineItem": list["InvoiceLineItem"],
    "totalNet": Money,
    "totalGross": Money,
    "paymentTerms": str,
    "cancelledReason": str,
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Invoice, in its simple form."""

InvoiceCreate = TypedDict("InvoiceCreate", {
    "status": Required[Literal["draft", "issued", "balanced", "cancelled"]],
    "patientId": str,
    "type": Coded,
    "recipientId": str,
    "date": str,
    "issuerId": str,
    "accountId": str,
    "participant": list["InvoiceParticipant"],
    "lineItem": list["InvoiceLineItem"],
    "totalNet": Money,
    "totalGross": Money,
    "paymentTerms": str,
    "cancelledReason": str,
    "note": str,
}, total=False)

InvoiceUpdate = TypedDict("InvoiceUpdate", {
    "status": Literal["draft", "issued", "balanced", "cancelled"],
    "cancelledReason": Optional[str],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

InvoiceSearch = TypedDict("InvoiceSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "issued", "balanced", "cancelled"], list[Literal["draft", "issued", "balanced", "cancelled"]]],
    "issuerId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

LabMedia = TypedDict("LabMedia", {
    "comment": str,
    "linkId": Required[str],
}, total=False)

Lab = TypedDict("Lab", {
    "id": Required[str],
    "status": str,
    "code": Coded,
    "patientId": str,
    "encounterId": str,
    "effectiveDateTime": str,
    "effectivePeriod": Period,
    "resultIds": list[str],
    "category": str,
    "conclusion": str,
    "conclusionCodes": list[Coding],
    "performer": str,
    "resultsInterpreter": str,
    "specimenIds": list[str],
    "presentedForm": list[Attachment],
    "basedOn": list[str],
    "media": list["LabMedia"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR DiagnosticReport, in its simple form."""

LabCreate = TypedDict("LabCreate", {
    "status": Required[Literal["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled"]],
    "code": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "effectiveDateTime": str,
    "effectivePeriod": Period,
    "resultIds": list[str],
    "category": Coded,
    "conclusion": str,
    "conclusionCodes": list[Coding],
    "performer": str,
    "resultsInterpreter": str,
    "specimenIds": list[str],
    "presentedForm": list[Attachment],
    "basedOn": list[str],
    "media": list["LabMedia"],
}, total=False)

LabUpdate = TypedDict("LabUpdate", {
    "status": Literal["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled"],
    "effectiveDateTime": Optional[str],
    "effectivePeriod": Optional[Period],
    "resultIds": Optional[list[str]],
    "conclusion": Optional[str],
    "conclusionCodes": Optional[list[Coding]],
    "resultsInterpreter": Optional[str],
    "presentedForm": Optional[list[Attachment]],
}, total=False)
"""Only the given fields change; None removes one."""

LabSearch = TypedDict("LabSearch", {
    "patientId": str,
    "status": Union[Literal["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled"], list[Literal["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

LocationPosition = TypedDict("LocationPosition", {
    "longitude": Required[float],
    "latitude": Required[float],
    "altitude": float,
}, total=False)

LocationHoursOfOperation = TypedDict("LocationHoursOfOperation", {
    "daysOfWeek": list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
    "allDay": bool,
    "openingTime": str,
    "closingTime": str,
}, total=False)

Location = TypedDict("Location", {
    "id": Required[str],
    "name": str,
    "status": str,
    "description": str,
    "mode": str,
    "type": list[str],
    "alias": list[str],
    "phone": str,
    "email": str,
    "address": Address,
    "physicalType": str,
    "position": "LocationPosition",
    "managingOrganizationId": str,
    "partOfId": str,
    "hoursOfOperation": list["LocationHoursOfOperation"],
    "availabilityExceptions": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Location, in its simple form."""

LocationCreate = TypedDict("LocationCreate", {
    "name": Required[str],
    "status": Literal["active", "suspended", "inactive"],
    "description": str,
    "mode": Literal["instance", "kind"],
    "type": list[Coded],
    "alias": list[str],
    "phone": str,
    "email": str,
    "address": Address,
    "physicalType": Coded,
    "position": "LocationPosition",
    "managingOrganizationId": str,
    "partOfId": str,
    "hoursOfOperation": list["LocationHoursOfOperation"],
    "availabilityExceptions": str,
}, total=False)

LocationUpdate = TypedDict("LocationUpdate", {
    "name": str,
    "status": Optional[Literal["active", "suspended", "inactive"]],
    "description": Optional[str],
    "mode": Optional[Literal["instance", "kind"]],
    "type": Optional[list[Coded]],
    "alias": Optional[list[str]],
    "phone": Optional[str],
    "email": Optional[str],
    "address": Optional[Address],
    "physicalType": Optional[Coded],
    "position": Optional["LocationPosition"],
    "managingOrganizationId": Optional[str],
    "partOfId": Optional[str],
    "hoursOfOperation": Optional[list["LocationHoursOfOperation"]],
    "availabilityExceptions": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

LocationSearch = TypedDict("LocationSearch", {
    "name": str,
    "status": Union[Literal["active", "suspended", "inactive"], list[Literal["active", "suspended", "inactive"]]],
    "type": str,
    "address": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MeasureReportGroupPopulation = TypedDict("MeasureReportGroupPopulation", {
    "code": str,
    "count": int,
}, total=False)

MeasureReportGroup = TypedDict("MeasureReportGroup", {
    "code": str,
    "population": list["MeasureReportGroupPopulation"],
    "measureScore": Quantity,
}, total=False)

MeasureReport = TypedDict("MeasureReport", {
    "id": Required[str],
    "status": str,
    "type": str,
    "measureId": str,
    "patientId": str,
    "date": str,
    "reporterId": str,
    "period": Period,
    "group": list["MeasureReportGroup"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR MeasureReport, in its simple form."""

MeasureReportCreate = TypedDict("MeasureReportCreate", {
    "status": Required[Literal["complete", "pending", "error"]],
    "type": Required[Literal["individual", "subject-list", "summary", "data-collection"]],
    "measureId": Required[str],
    "patientId": str,
    "date": str,
    "reporterId": str,
    "period": Required[Period],
    "group": list["MeasureReportGroup"],
}, total=False)

MeasureReportUpdate = TypedDict("MeasureReportUpdate", {
    "status": Literal["complete", "pending", "error"],
}, total=False)
"""Only the given fields change; None removes one."""

MeasureReportSearch = TypedDict("MeasureReportSearch", {
    "patientId": str,
    "status": Union[Literal["complete", "pending", "error"], list[Literal["complete", "pending", "error"]]],
    "measureId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MeasureGroup = TypedDict("MeasureGroup", {
    "code": str,
    "description": str,
}, total=False)

Measure = TypedDict("Measure", {
    "id": Required[str],
    "status": str,
    "name": str,
    "title": str,
    "description": str,
    "purpose": str,
    "usage": str,
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "scoring": str,
    "type": list[str],
    "riskAdjustment": str,
    "rationale": str,
    "clinicalRecommendationStatement": str,
    "guidance": str,
    "topic": list[str],
    "group": list["MeasureGroup"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Measure, in its simple form."""

MeasureCreate = TypedDict("MeasureCreate", {
    "status": Required[Literal["draft", "active", "retired"]],
    "name": str,
    "title": str,
    "description": str,
    "purpose": str,
    "usage": str,
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "scoring": Coded,
    "type": list[Coded],
    "riskAdjustment": str,
    "rationale": str,
    "clinicalRecommendationStatement": str,
    "guidance": str,
    "topic": list[Coded],
    "group": list["MeasureGroup"],
}, total=False)

MeasureUpdate = TypedDict("MeasureUpdate", {
    "status": Literal["draft", "active", "retired"],
    "title": Optional[str],
    "description": Optional[str],
    "version": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

MeasureSearch = TypedDict("MeasureSearch", {
    "status": Union[Literal["draft", "active", "retired"], list[Literal["draft", "active", "retired"]]],
    "name": str,
    "title": str,
    "topic": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

Media = TypedDict("Media", {
    "id": Required[str],
    "status": str,
    "type": str,
    "modality": str,
    "view": str,
    "patientId": str,
    "encounterId": str,
    "createdDateTime": str,
    "issued": str,
    "operatorId": str,
    "reasonCode": list[str],
    "bodySite": str,
    "deviceName": str,
    "deviceId": str,
    "height": int,
    "width": int,
    "frames": int,
    "duration": float,
    "content": Attachment,
    "note": str,
    "basedOn": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Media, in its simple form."""

MediaCreate = TypedDict("MediaCreate", {
    "status": Required[Literal["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"]],
    "type": Coded,
    "modality": Coded,
    "view": Coded,
    "patientId": str,
    "encounterId": str,
    "createdDateTime": str,
    "issued": str,
    "operatorId": str,
    "reasonCode": list[Coded],
    "bodySite": Coded,
    "deviceName": str,
    "deviceId": str,
    "height": int,
    "width": int,
    "frames": int,
    "duration": float,
    "content": Required[Attachment],
    "note": str,
    "basedOn": list[str],
}, total=False)

MediaUpdate = TypedDict("MediaUpdate", {
    "status": Literal["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

MediaSearch = TypedDict("MediaSearch", {
    "patientId": str,
    "status": Union[Literal["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"], list[Literal["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"]]],
    "type": str,
    "modality": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MedicationDispensePerformer = TypedDict("MedicationDispensePerformer", {
    "function": str,
    "actorId": Required[str],
}, total=False)

MedicationDispenseSubstitution = TypedDict("MedicationDispenseSubstitution", {
    "wasSubstituted": Required[bool],
    "type": str,
    "reason": str,
}, total=False)

MedicationDispense = TypedDict("MedicationDispense", {
    "id": Required[str],
    "status": str,
    "medication": Coded,
    "patientId": str,
    "encounterId": str,
    "statusReasonCodeableConcept": str,
    "category": str,
    "performer": list["MedicationDispensePerformer"],
    "locationId": str,
    "authorizingPrescriptionIds": list[str],
    "type": str,
    "quantity": Quantity,
    "daysSupply": float,
    "whenPrepared": str,
    "whenHandedOver": str,
    "dosageText": str,
    "substitution": "MedicationDispenseSubstitution",
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR MedicationDispense, in its simple form."""

MedicationDispenseCreate = TypedDict("MedicationDispenseCreate", {
    "status": Required[Literal["preparation", "in-progress", "cancelled", "on-hold", "completed", "stopped", "declined"]],
    "medication": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "statusReasonCodeableConcept": Coded,
    "category": Coded,
    "performer": list["MedicationDispensePerformer"],
    "locationId": str,
    "authorizingPrescriptionIds": list[str],
    "type": Coded,
    "quantity": Quantity,
    "daysSupply": float,
    "whenPrepared": str,
    "whenHandedOver": str,
    "dosageText": str,
    "substitution": "MedicationDispenseSubstitution",
    "note": str,
}, total=False)

MedicationDispenseUpdate = TypedDict("MedicationDispenseUpdate", {
    "status": Literal["preparation", "in-progress", "cancelled", "on-hold", "completed", "stopped", "declined"],
    "statusReasonCodeableConcept": Optional[Coded],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

MedicationDispenseSearch = TypedDict("MedicationDispenseSearch", {
    "patientId": str,
    "status": Union[Literal["preparation", "in-progress", "cancelled", "on-hold", "completed", "stopped", "declined"], list[Literal["preparation", "in-progress", "cancelled", "on-hold", "completed", "stopped", "declined"]]],
    "medication": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MedicationKnowledgeIngredient = TypedDict("MedicationKnowledgeIngredient", {
    "item": Required[Coded],
    "isActive": bool,
    "strength": Ratio,
}, total=False)

MedicationKnowledgeCost = TypedDict("MedicationKnowledgeCost", {
    "type": Required[str],
    "source": str,
    "cost": Required[Money],
}, total=False)

MedicationKnowledgePackaging = TypedDict("MedicationKnowledgePackaging", {
    "type": str,
    "quantity": Quantity,
}, total=False)

MedicationKnowledge = TypedDict("MedicationKnowledge", {
    "id": Required[str],
    "code": Coded,
    "status": str,
    "manufacturer": str,
    "doseForm": str,
    "amount": Quantity,
    "synonym": list[str],
    "productType": list[str],
    "ingredient": list["MedicationKnowledgeIngredient"],
    "preparationInstruction": str,
    "intendedRoute": list[str],
    "cost": list["MedicationKnowledgeCost"],
    "packaging": "MedicationKnowledgePackaging",
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR MedicationKnowledge, in its simple form."""

MedicationKnowledgeCreate = TypedDict("MedicationKnowledgeCreate", {
    "code": Coded,
    "status": Literal["active", "inactive"],
    "manufacturer": str,
    "doseForm": Coded,
    "amount": Quantity,
    "synonym": list[str],
    "productType": list[Coded],
    "ingredient": list["MedicationKnowledgeIngredient"],
    "preparationInstruction": str,
    "intendedRoute": list[Coded],
    "cost": list["MedicationKnowledgeCost"],
    "packaging": "MedicationKnowledgePackaging",
}, total=False)

MedicationKnowledgeUpdate = TypedDict("MedicationKnowledgeUpdate", {
    "status": Optional[Literal["active", "inactive"]],
    "doseForm": Optional[Coded],
    "preparationInstruction": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

MedicationKnowledgeSearch = TypedDict("MedicationKnowledgeSearch", {
    "code": str,
    "status": Union[Literal["active", "inactive"], list[Literal["active", "inactive"]]],
    "doseForm": str,
    "manufacturer": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MedicationStatement = TypedDict("MedicationStatement", {
    "id": Required[str],
    "status": str,
    "medication": Coded,
    "patientId": str,
    "encounterId": str,
    "statusReason": list[str],
    "category": str,
    "effectiveDateTime": str,
    "effectivePeriod": Period,
    "dateAsserted": str,
    "informationSourceId": str,
    "reasonCode": list[str],
    "dosageText": str,
    "note": str,
    "basedOn": list[str],
    "partOf": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR MedicationStatement, in its simple form."""

MedicationStatementCreate = TypedDict("MedicationStatementCreate", {
    "status": Required[Literal["active", "completed", "stopped", "on-hold", "intended", "not-taken"]],
    "medication": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "statusReason": list[Coded],
    "category": Coded,
    "effectiveDateTime": str,
    "effectivePeriod": Period,
    "dateAsserted": str,
    "informationSourceId": str,
    "reasonCode": list[Coded],
    "dosageText": str,
    "note": str,
    "basedOn": list[str],
    "partOf": list[str],
}, total=False)

MedicationStatementUpdate = TypedDict("MedicationStatementUpdate", {
    "status": Literal["active", "completed", "stopped", "on-hold", "intended", "not-taken"],
    "statusReason": Optional[list[Coded]],
    "effectiveDateTime": Optional[str],
    "effectivePeriod": Optional[Period],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

MedicationStatementSearch = TypedDict("MedicationStatementSearch", {
    "patientId": str,
    "status": Union[Literal["active", "completed", "stopped", "on-hold", "intended", "not-taken"], list[Literal["active", "completed", "stopped", "on-hold", "intended", "not-taken"]]],
    "medication": str,
    "category": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

MedicationIngredient = TypedDict("MedicationIngredient", {
    "item": Required[Coded],
    "isActive": bool,
    "strength": Ratio,
}, total=False)

MedicationBatch = TypedDict("MedicationBatch", {
    "lotNumber": str,
    "expirationDate": str,
}, total=False)

Medication = TypedDict("Medication", {
    "id": Required[str],
    "code": Coded,
    "status": str,
    "form": str,
    "manufacturer": str,
    "amount": Ratio,
    "ingredient": list["MedicationIngredient"],
    "batch": "MedicationBatch",
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Medication, in its simple form."""

MedicationCreate = TypedDict("MedicationCreate", {
    "code": Required[Coded],
    "status": Literal["active", "inactive"],
    "form": Coded,
    "manufacturer": str,
    "amount": Ratio,
    "ingredient": list["MedicationIngredient"],
    "batch": "MedicationBatch",
}, total=False)

MedicationUpdate = TypedDict("MedicationUpdate", {
    "status": Optional[Literal["active", "inactive"]],
    "form": Optional[Coded],
    "manufacturer": Optional[str],
    "batch": Optional["MedicationBatch"],
}, total=False)
"""Only the given fields change; None removes one."""

MedicationSearch = TypedDict("MedicationSearch", {
    "status": Union[Literal["active", "inactive"], list[Literal["active", "inactive"]]],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

NoteRelatesTo = TypedDict("NoteRelatesTo", {
    "code": Required[Literal["replaces", "transforms", "signs", "appends"]],
    "targetId": Required[str],
}, total=False)

Note = TypedDict("Note", {
    "id": Required[str],
    "patientId": str,
    "authorId": str,
    "encounterId": str,
    "type": str,
    "title": str,
    "content": str,
    "contentType": str,
    "docStatus": str,
    "category": str,
    "date": str,
    "relatesTo": list["NoteRelatesTo"],
    "securityLabel": list[Coding],
    "authenticatorId": str,
    "custodianId": str,
    "servicePeriod": Period,
    "facilityType": str,
    "practiceSetting": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR DocumentReference, in its simple form."""

NoteCreate = TypedDict("NoteCreate", {
    "patientId": Required[str],
    "authorId": str,
    "encounterId": str,
    "type": Literal["progress-note", "discharge-summary", "consultation-note", "history-and-physical", "operative-note", "procedure-note", "referral-note", "transfer-summary", "other"],
    "title": Required[str],
    "content": Required[str],
    "contentType": str,
    "docStatus": Literal["preliminary", "final", "amended"],
    "category": Coded,
    "date": str,
    "relatesTo": list["NoteRelatesTo"],
    "securityLabel": list[Coding],
    "authenticatorId": str,
    "custodianId": str,
    "servicePeriod": Period,
    "facilityType": Coded,
    "practiceSetting": Coded,
}, total=False)

NoteUpdate = TypedDict("NoteUpdate", {
    "title": str,
    "content": str,
    "contentType": Optional[str],
    "docStatus": Optional[Literal["preliminary", "final", "amended"]],
    "category": Optional[Coded],
    "relatesTo": Optional[list["NoteRelatesTo"]],
    "securityLabel": Optional[list[Coding]],
}, total=False)
"""Only the given fields change; None removes one."""

NoteSearch = TypedDict("NoteSearch", {
    "patientId": str,
    "type": Union[Literal["progress-note", "discharge-summary", "consultation-note", "history-and-physical", "operative-note", "procedure-note", "referral-note", "transfer-summary", "other"], list[Literal["progress-note", "discharge-summary", "consultation-note", "history-and-physical", "operative-note", "procedure-note", "referral-note", "transfer-summary", "other"]]],
    "authorId": str,
    "encounterId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "category": str,
    "date": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

NutritionOrderOralDietNutrient = TypedDict("NutritionOrderOralDietNutrient", {
    "modifier": str,
    "amount": Quantity,
}, total=False)

NutritionOrderOralDiet = TypedDict("NutritionOrderOralDiet", {
    "type": list[str],
    "instruction": str,
    "nutrient": list["NutritionOrderOralDietNutrient"],
}, total=False)

NutritionOrderSupplement = TypedDict("NutritionOrderSupplement", {
    "type": str,
    "productName": str,
    "quantity": Quantity,
    "instruction": str,
}, total=False)

NutritionOrderEnteralFormula = TypedDict("NutritionOrderEnteralFormula", {
    "baseFormulaType": str,
    "baseFormulaProductName": str,
    "additiveType": str,
    "routeOfAdministration": str,
    "administrationInstruction": str,
}, total=False)

NutritionOrder = TypedDict("NutritionOrder", {
    "id": Required[str],
    "status": str,
    "intent": str,
    "patientId": str,
    "encounterId": str,
    "dateTime": str,
    "ordererId": str,
    "allergyIntoleranceIds": list[str],
    "foodPreferenceModifier": list[str],
    "excludeFoodModifier": list[str],
    "oralDiet": "NutritionOrderOralDiet",
    "supplement": list["NutritionOrderSupplement"],
    "enteralFormula": "NutritionOrderEnteralFormula",
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR NutritionOrder, in its simple form."""

NutritionOrderCreate = TypedDict("NutritionOrderCreate", {
    "status": Required[Literal["draft", "active", "on-hold", "revoked", "completed"]],
    "intent": Required[Literal["proposal", "plan", "directive", "order"]],
    "patientId": Required[str],
    "encounterId": str,
    "dateTime": str,
    "ordererId": str,
    "allergyIntoleranceIds": list[str],
    "foodPreferenceModifier": list[Coded],
    "excludeFoodModifier": list[Coded],
    "oralDiet": "NutritionOrderOralDiet",
    "supplement": list["NutritionOrderSupplement"],
    "enteralFormula": "NutritionOrderEnteralFormula",
    "note": str,
}, total=False)

NutritionOrderUpdate = TypedDict("NutritionOrderUpdate", {
    "status": Literal["draft", "active", "on-hold", "revoked", "completed"],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

NutritionOrderSearch = TypedDict("NutritionOrderSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "active", "on-hold", "revoked", "completed"], list[Literal["draft", "active", "on-hold", "revoked", "completed"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ObservationComponent = TypedDict("ObservationComponent", {
    "code": Required[Coded],
    "valueQuantity": Quantity,
    "valueString": str,
}, total=False)

ObservationReferenceRange = TypedDict("ObservationReferenceRange", {
    "low": Quantity,
    "high": Quantity,
    "text": str,
}, total=False)

Observation = TypedDict("Observation", {
    "id": Required[str],
    "status": str,
    "code": Coded,
    "patientId": str,
    "encounterId": str,
    "performerId": str,
    "effectiveDateTime": str,
    "issued": str,
    "valueQuantity": Quantity,
    "valueString": str,
    "valueCodeableConcept": Coding,
    "component": list["ObservationComponent"],
    "category": str,
    "interpretation": str,
    "referenceRange": "ObservationReferenceRange",
    "bodySite": str,
    "method": str,
    "specimenId": str,
    "deviceId": str,
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Observation, in its simple form."""

ObservationCreate = TypedDict("ObservationCreate", {
    "status": Required[Literal["registered", "preliminary", "final", "amended", "corrected", "cancelled"]],
    "code": Required[Coded],
    "patientId": Required[str],
    "encounterId": str,
    "performerId": str,
    "effectiveDateTime": str,
    "issued": str,
    "valueQuantity": Quantity,
    "valueString": str,
    "valueCodeableConcept": Coding,
    "component": list["ObservationComponent"],
    "category": Coded,
    "interpretation": Coded,
    "referenceRange": "ObservationReferenceRange",
    "bodySite": Coded,
    "method": Coded,
    "specimenId": str,
    "deviceId": str,
    "note": str,
}, total=False)

ObservationUpdate = TypedDict("ObservationUpdate", {
    "status": Literal["registered", "preliminary", "final", "amended", "corrected", "cancelled"],
    "issued": Optional[str],
    "valueQuantity": Optional[Quantity],
    "valueString": Optional[str],
    "interpretation": Optional[Coded],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ObservationSearch = TypedDict("ObservationSearch", {
    "patientId": str,
    "status": Union[Literal["registered", "preliminary", "final", "amended", "corrected", "cancelled"], list[Literal["registered", "preliminary", "final", "amended", "corrected", "cancelled"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "category": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

OrganizationContact = TypedDict("OrganizationContact", {
    "purpose": str,
    "firstName": str,
    "lastName": str,
    "phone": str,
    "email": str,
    "address": Address,
}, total=False)

Organization = TypedDict("Organization", {
    "id": Required[str],
    "name": str,
    "active": bool,
    "type": list[str],
    "alias": list[str],
    "phone": str,
    "email": str,
    "address": Address,
    "partOfId": str,
    "contact": list["OrganizationContact"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Organization, in its simple form."""

OrganizationCreate = TypedDict("OrganizationCreate", {
    "name": Required[str],
    "active": bool,
    "type": list[Coded],
    "alias": list[str],
    "phone": str,
    "email": str,
    "address": Address,
    "partOfId": str,
    "contact": list["OrganizationContact"],
}, total=False)

OrganizationUpdate = TypedDict("OrganizationUpdate", {
    "name": str,
    "active": Optional[bool],
    "type": Optional[list[Coded]],
    "alias": Optional[list[str]],
    "phone": Optional[str],
    "email": Optional[str],
    "address": Optional[Address],
    "partOfId": Optional[str],
    "contact": Optional[list["OrganizationContact"]],
}, total=False)
"""Only the given fields change; None removes one."""

OrganizationSearch = TypedDict("OrganizationSearch", {
    "name": str,
    "type": str,
    "active": bool,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PatientContact = TypedDict("PatientContact", {
    "relationship": str,
    "firstName": str,
    "lastName": str,
    "phone": str,
    "email": str,
    "address": Address,
}, total=False)

PatientLanguages = TypedDict("PatientLanguages", {
    "language": Required[str],
    "preferred": bool,
}, total=False)

Patient = TypedDict("Patient", {
    "id": Required[str],
    "firstName": str,
    "lastName": str,
    "email": str,
    "phone": str,
    "gender": str,
    "birthDate": str,
    "address": Address,
    "maritalStatus": str,
    "photo": Photo,
    "contact": list["PatientContact"],
    "languages": list["PatientLanguages"],
    "generalPractitionerId": str,
    "active": bool,
    "fullName": str,
    "middleName": str,
    "prefix": str,
    "suffix": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Patient, in its simple form."""

PatientCreate = TypedDict("PatientCreate", {
    "firstName": Required[str],
    "lastName": Required[str],
    "email": str,
    "phone": str,
    "gender": Literal["male", "female", "other", "unknown"],
    "birthDate": str,
    "address": Address,
    "maritalStatus": Coded,
    "photo": Photo,
    "contact": list["PatientContact"],
    "languages": list["PatientLanguages"],
    "generalPractitionerId": str,
    "active": bool,
}, total=False)

PatientUpdate = TypedDict("PatientUpdate", {
    "firstName": str,
    "lastName": str,
    "email": Optional[str],
    "phone": Optional[str],
    "gender": Optional[Literal["male", "female", "other", "unknown"]],
    "birthDate": Optional[str],
    "address": Optional[Address],
    "maritalStatus": Optional[Coded],
    "photo": Optional[Photo],
    "contact": Optional[list["PatientContact"]],
    "languages": Optional[list["PatientLanguages"]],
    "generalPractitionerId": Optional[str],
    "active": Optional[bool],
}, total=False)
"""Only the given fields change; None removes one."""

PatientSearch = TypedDict("PatientSearch", {
    "name": str,
    "email": str,
    "phone": str,
    "gender": Union[Literal["male", "female", "other", "unknown"], list[Literal["male", "female", "other", "unknown"]]],
    "birthDate": Union[str, date],
    "active": bool,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PaymentNotice = TypedDict("PaymentNotice", {
    "id": Required[str],
    "status": str,
    "created": str,
    "providerId": str,
    "paymentId": str,
    "paymentDate": str,
    "payeeId": str,
    "recipientId": str,
    "amount": Money,
    "paymentStatus": str,
    "requestId": str,
    "responseId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR PaymentNotice, in its simple form."""

PaymentNoticeCreate = TypedDict("PaymentNoticeCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "created": str,
    "providerId": str,
    "paymentId": Required[str],
    "paymentDate": str,
    "payeeId": str,
    "recipientId": Required[str],
    "amount": Required[Money],
    "paymentStatus": Coded,
    "requestId": str,
    "responseId": str,
}, total=False)

PaymentNoticeUpdate = TypedDict("PaymentNoticeUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "paymentStatus": Optional[Coded],
}, total=False)
"""Only the given fields change; None removes one."""

PaymentNoticeSearch = TypedDict("PaymentNoticeSearch", {
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "providerId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PaymentReconciliationDetail = TypedDict("PaymentReconciliationDetail", {
    "type": Required[str],
    "requestId": str,
    "submitterId": str,
    "payeeId": str,
    "date": str,
    "amount": Money,
}, total=False)

PaymentReconciliationProcessNote = TypedDict("PaymentReconciliationProcessNote", {
    "type": Literal["display", "print", "printoper"],
    "text": Required[str],
}, total=False)

PaymentReconciliation = TypedDict("PaymentReconciliation", {
    "id": Required[str],
    "status": str,
    "created": str,
    "paymentIssuerId": str,
    "requestId": str,
    "requestorId": str,
    "outcome": str,
    "disposition": str,
    "paymentDate": str,
    "paymentAmount": Money,
    "period": Period,
    "detail": list["PaymentReconciliationDetail"],
    "processNote": list["PaymentReconciliationProcessNote"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR PaymentReconciliation, in its simple form."""

PaymentReconciliationCreate = TypedDict("PaymentReconciliationCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "created": str,
    "paymentIssuerId": str,
    "requestId": str,
    "requestorId": str,
    "outcome": Literal["queued", "complete", "error", "partial"],
    "disposition": str,
    "paymentDate": Required[str],
    "paymentAmount": Required[Money],
    "period": Period,
    "detail": list["PaymentReconciliationDetail"],
    "processNote": list["PaymentReconciliationProcessNote"],
}, total=False)

PaymentReconciliationUpdate = TypedDict("PaymentReconciliationUpdate", {
    "status": Literal["active", "cancelled", "draft"],
    "outcome": Optional[Literal["queued", "complete", "error", "partial"]],
    "disposition": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

PaymentReconciliationSearch = TypedDict("PaymentReconciliationSearch", {
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "outcome": Union[Literal["queued", "complete", "error", "partial"], list[Literal["queued", "complete", "error", "partial"]]],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PersonLink = TypedDict("PersonLink", {
    "targetId": Required[str],
    "assurance": Literal["level1", "level2", "level3", "level4"],
}, total=False)

Person = TypedDict("Person", {
    "id": Required[str],
    "firstName": str,
    "lastName": str,
    "phone": str,
    "email": str,
    "gender": str,
    "birthDate": str,
    "address": Address,
    "photo": Photo,
    "managingOrganizationId": str,
    "active": bool,
    "link": list["PersonLink"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Person, in its simple form."""

PersonCreate = TypedDict("PersonCreate", {
    "firstName": Required[str],
    "lastName": Required[str],
    "phone": str,
    "email": str,
    "gender": Literal["male", "female", "other", "unknown"],
    "birthDate": str,
    "address": Address,
    "photo": Photo,
    "managingOrganizationId": str,
    "active": bool,
    "link": list["PersonLink"],
}, total=False)

PersonUpdate = TypedDict("PersonUpdate", {
    "firstName": str,
    "lastName": str,
    "phone": Optional[str],
    "email": Optional[str],
    "gender": Optional[Literal["male", "female", "other", "unknown"]],
    "birthDate": Optional[str],
    "address": Optional[Address],
    "photo": Optional[Photo],
    "managingOrganizationId": Optional[str],
    "active": Optional[bool],
    "link": Optional[list["PersonLink"]],
}, total=False)
"""Only the given fields change; None removes one."""

PersonSearch = TypedDict("PersonSearch", {
    "name": str,
    "email": str,
    "phone": str,
    "active": bool,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PlanDefinitionGoal = TypedDict("PlanDefinitionGoal", {
    "description": Required[str],
    "priority": str,
    "category": str,
}, total=False)

PlanDefinitionAction = TypedDict("PlanDefinitionAction", {
    "title": str,
    "description": str,
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "code": str,
    "type": str,
    "definitionUri": str,
}, total=False)

PlanDefinition = TypedDict("PlanDefinition", {
    "id": Required[str],
    "status": str,
    "name": str,
    "title": str,
    "type": str,
    "description": str,
    "purpose": str,
    "usage": str,
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "topic": list[str],
    "goal": list["PlanDefinitionGoal"],
    "action": list["PlanDefinitionAction"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR PlanDefinition, in its simple form."""

PlanDefinitionCreate = TypedDict("PlanDefinitionCreate", {
    "status": Required[Literal["draft", "active", "retired"]],
    "name": str,
    "title": str,
    "type": Coded,
    "description": str,
    "purpose": str,
    "usage": str,
    "publisher": str,
    "date": str,
    "version": str,
    "url": str,
    "experimental": bool,
    "topic": list[Coded],
    "goal": list["PlanDefinitionGoal"],
    "action": list["PlanDefinitionAction"],
}, total=False)

PlanDefinitionUpdate = TypedDict("PlanDefinitionUpdate", {
    "status": Literal["draft", "active", "retired"],
    "title": Optional[str],
    "description": Optional[str],
    "version": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

PlanDefinitionSearch = TypedDict("PlanDefinitionSearch", {
    "status": Union[Literal["draft", "active", "retired"], list[Literal["draft", "active", "retired"]]],
    "name": str,
    "title": str,
    "type": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PractitionerRoleAvailableTime = TypedDict("PractitionerRoleAvailableTime", {
    "daysOfWeek": list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
    "allDay": bool,
    "availableStartTime": str,
    "availableEndTime": str,
}, total=False)

PractitionerRoleNotAvailable = TypedDict("PractitionerRoleNotAvailable", {
    "description": Required[str],
    "during": Period,
}, total=False)

PractitionerRole = TypedDict("PractitionerRole", {
    "id": Required[str],
    "practitionerId": str,
    "role": str,
    "organizationName": str,
    "specialty": list[str],
    "locationName": str,
    "phone": str,
    "email": str,
    "period": Period,
    "availableTime": list["PractitionerRoleAvailableTime"],
    "notAvailable": list["PractitionerRoleNotAvailable"],
    "availabilityExceptions": str,
    "availableDays": list[str],
    "availableStartTime": str,
    "availableEndTime": str,
    "active": bool,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR PractitionerRole, in its simple form."""

PractitionerRoleCreate = TypedDict("PractitionerRoleCreate", {
    "practitionerId": Required[str],
    "role": Required[Coded],
    "organizationName": str,
    "specialty": list[Coded],
    "locationName": str,
    "phone": str,
    "email": str,
    "period": Period,
    "availableTime": list["PractitionerRoleAvailableTime"],
    "notAvailable": list["PractitionerRoleNotAvailable"],
    "availabilityExceptions": str,
    "availableDays": list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
    "availableStartTime": str,
    "availableEndTime": str,
    "active": bool,
}, total=False)

PractitionerRoleUpdate = TypedDict("PractitionerRoleUpdate", {
    "practitionerId": str,
    "role": Coded,
    "organizationName": Optional[str],
    "specialty": Optional[list[Coded]],
    "locationName": Optional[str],
    "phone": Optional[str],
    "email": Optional[str],
    "period": Optional[Period],
    "availableTime": Optional[list["PractitionerRoleAvailableTime"]],
    "notAvailable": Optional[list["PractitionerRoleNotAvailable"]],
    "availabilityExceptions": Optional[str],
    "availableDays": Optional[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]],
    "availableStartTime": Optional[str],
    "availableEndTime": Optional[str],
    "active": Optional[bool],
}, total=False)
"""Only the given fields change; None removes one."""

PractitionerRoleSearch = TypedDict("PractitionerRoleSearch", {
    "status": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PractitionerQualifications = TypedDict("PractitionerQualifications", {
    "name": Required[str],
    "issuer": str,
    "period": Period,
    "identifier": str,
}, total=False)

Practitioner = TypedDict("Practitioner", {
    "id": Required[str],
    "firstName": str,
    "lastName": str,
    "prefix": list[str],
    "suffix": list[str],
    "email": str,
    "phone": str,
    "gender": str,
    "birthDate": str,
    "npi": str,
    "specialty": str,
    "qualifications": list["PractitionerQualifications"],
    "languages": list[str],
    "address": Address,
    "photo": Photo,
    "active": bool,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Practitioner, in its simple form."""

PractitionerCreate = TypedDict("PractitionerCreate", {
    "firstName": Required[str],
    "lastName": Required[str],
    "prefix": list[str],
    "suffix": list[str],
    "email": str,
    "phone": str,
    "gender": Literal["male", "female", "other", "unknown"],
    "birthDate": str,
    "npi": str,
    "specialty": str,
    "qualifications": list["PractitionerQualifications"],
    "languages": list[Coded],
    "address": Address,
    "photo": Photo,
    "active": bool,
}, total=False)

PractitionerUpdate = TypedDict("PractitionerUpdate", {
    "firstName": str,
    "lastName": str,
    "prefix": Optional[list[str]],
    "suffix": Optional[list[str]],
    "email": Optional[str],
    "phone": Optional[str],
    "gender": Optional[Literal["male", "female", "other", "unknown"]],
    "birthDate": Optional[str],
    "specialty": Optional[str],
    "qualifications": Optional[list["PractitionerQualifications"]],
    "languages": Optional[list[Coded]],
    "address": Optional[Address],
    "photo": Optional[Photo],
    "active": Optional[bool],
}, total=False)
"""Only the given fields change; None removes one."""

PractitionerSearch = TypedDict("PractitionerSearch", {
    "name": str,
    "specialty": str,
    "npi": str,
    "active": bool,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

PrescriptionDosage = TypedDict("PrescriptionDosage", {
    "dose": Quantity,
    "frequency": int,
    "period": float,
    "periodUnit": Literal["h", "d", "wk", "mo"],
    "route": str,
}, total=False)

Prescription = TypedDict("Prescription", {
    "id": Required[str],
    "patientId": str,
    "prescriberId": str,
    "encounterId": str,
    "medication": Coded,
    "intent": str,
    "status": str,
    "statusReason": str,
    "priority": str,
    "category": str,
    "doNotPerform": bool,
    "authoredOn": str,
    "dosageText": str,
    "dosage": "PrescriptionDosage",
    "refills": int,
    "quantity": Quantity,
    "supplyDays": int,
    "substitutionAllowed": bool,
    "reason": str,
    "note": str,
    "performerId": str,
    "courseOfTherapy": str,
    "priorPrescriptionId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR MedicationRequest, in its simple form."""

PrescriptionCreate = TypedDict("PrescriptionCreate", {
    "patientId": Required[str],
    "prescriberId": Required[str],
    "encounterId": str,
    "medication": Required[Coded],
    "intent": Literal["proposal", "plan", "order", "original-order"],
    "status": Literal["active", "on-hold", "cancelled", "completed", "draft"],
    "statusReason": Coded,
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "category": Coded,
    "doNotPerform": bool,
    "authoredOn": str,
    "dosageText": str,
    "dosage": "PrescriptionDosage",
    "refills": int,
    "quantity": Quantity,
    "supplyDays": int,
    "substitutionAllowed": bool,
    "reason": Coded,
    "note": str,
    "performerId": str,
    "courseOfTherapy": Coded,
    "priorPrescriptionId": str,
}, total=False)

PrescriptionUpdate = TypedDict("PrescriptionUpdate", {
    "status": Optional[Literal["active", "on-hold", "cancelled", "completed", "stopped"]],
    "statusReason": Optional[Coded],
    "priority": Optional[Literal["routine", "urgent", "asap", "stat"]],
    "dosageText": Optional[str],
    "refills": Optional[int],
    "quantity": Optional[Quantity],
    "supplyDays": Optional[int],
    "note": Optional[str],
    "performerId": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

PrescriptionSearch = TypedDict("PrescriptionSearch", {
    "patientId": str,
    "status": Union[Literal["active", "on-hold", "cancelled", "completed", "draft"], list[Literal["active", "on-hold", "cancelled", "completed", "draft"]]],
    "prescriberId": str,
    "medication": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

RiskAssessmentPrediction = TypedDict("RiskAssessmentPrediction", {
    "outcome": str,
    "probabilityDecimal": float,
    "qualitativeRisk": str,
    "relativeRisk": float,
    "rationale": str,
}, total=False)

RiskAssessment = TypedDict("RiskAssessment", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "encounterId": str,
    "method": str,
    "code": str,
    "occurrenceDateTime": str,
    "conditionId": str,
    "performerId": str,
    "reasonCode": list[str],
    "prediction": list["RiskAssessmentPrediction"],
    "mitigation": str,
    "note": str,
    "basedOnId": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR RiskAssessment, in its simple form."""

RiskAssessmentCreate = TypedDict("RiskAssessmentCreate", {
    "status": Required[Literal["registered", "preliminary", "final", "amended"]],
    "patientId": Required[str],
    "encounterId": str,
    "method": Coded,
    "code": Coded,
    "occurrenceDateTime": str,
    "conditionId": str,
    "performerId": str,
    "reasonCode": list[Coded],
    "prediction": list["RiskAssessmentPrediction"],
    "mitigation": str,
    "note": str,
    "basedOnId": str,
}, total=False)

RiskAssessmentUpdate = TypedDict("RiskAssessmentUpdate", {
    "status": Literal["registered", "preliminary", "final", "amended"],
    "prediction": Optional[list["RiskAssessmentPrediction"]],
    "mitigation": Optional[str],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

RiskAssessmentSearch = TypedDict("RiskAssessmentSearch", {
    "patientId": str,
    "status": Union[Literal["registered", "preliminary", "final", "amended"], list[Literal["registered", "preliminary", "final", "amended"]]],
    "method": str,
    "conditionId": str,
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

Schedule = TypedDict("Schedule", {
    "id": Required[str],
    "active": bool,
    "serviceCategory": list[str],
    "serviceType": list[str],
    "specialty": list[str],
    "actorIds": list[str],
    "planningHorizon": Period,
    "comment": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Schedule, in its simple form."""

ScheduleCreate = TypedDict("ScheduleCreate", {
    "active": bool,
    "serviceCategory": list[Coded],
    "serviceType": list[Coded],
    "specialty": list[Coded],
    "actorIds": Required[list[str]],
    "planningHorizon": Period,
    "comment": str,
}, total=False)

ScheduleUpdate = TypedDict("ScheduleUpdate", {
    "active": Optional[bool],
    "serviceCategory": Optional[list[Coded]],
    "serviceType": Optional[list[Coded]],
    "specialty": Optional[list[Coded]],
    "actorIds": list[str],
    "planningHorizon": Optional[Period],
    "comment": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ScheduleSearch = TypedDict("ScheduleSearch", {
    "actorId": str,
    "serviceType": str,
    "specialty": str,
    "active": bool,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

ServiceRequest = TypedDict("ServiceRequest", {
    "id": Required[str],
    "status": str,
    "intent": str,
    "patientId": str,
    "encounterId": str,
    "code": Coded,
    "category": list[str],
    "priority": str,
    "doNotPerform": bool,
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "asNeeded": bool,
    "authoredOn": str,
    "requesterId": str,
    "performerType": str,
    "performerIds": list[str],
    "reasonCode": list[str],
    "bodySite": list[str],
    "note": str,
    "patientInstruction": str,
    "basedOn": list[str],
    "replaces": list[str],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR ServiceRequest, in its simple form."""

ServiceRequestCreate = TypedDict("ServiceRequestCreate", {
    "status": Required[Literal["draft", "active", "on-hold", "revoked", "completed"]],
    "intent": Required[Literal["proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"]],
    "patientId": Required[str],
    "encounterId": str,
    "code": Coded,
    "category": list[Coded],
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "doNotPerform": bool,
    "occurrenceDateTime": str,
    "occurrencePeriod": Period,
    "asNeeded": bool,
    "authoredOn": str,
    "requesterId": str,
    "performerType": Coded,
    "performerIds": list[str],
    "reasonCode": list[Coded],
    "bodySite": list[Coded],
    "note": str,
    "patientInstruction": str,
    "basedOn": list[str],
    "replaces": list[str],
}, total=False)

ServiceRequestUpdate = TypedDict("ServiceRequestUpdate", {
    "status": Literal["draft", "active", "on-hold", "revoked", "completed"],
    "priority": Optional[Literal["routine", "urgent", "asap", "stat"]],
    "occurrenceDateTime": Optional[str],
    "occurrencePeriod": Optional[Period],
    "performerIds": Optional[list[str]],
    "note": Optional[str],
    "patientInstruction": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

ServiceRequestSearch = TypedDict("ServiceRequestSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "active", "on-hold", "revoked", "completed"], list[Literal["draft", "active", "on-hold", "revoked", "completed"]]],
    "priority": Union[Literal["routine", "urgent", "asap", "stat"], list[Literal["routine", "urgent", "asap", "stat"]]],
    "category": str,
    "requesterId": str,
    "performerId": str,
    "code": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

Slot = TypedDict("Slot", {
    "id": Required[str],
    "scheduleId": str,
    "status": str,
    "start": str,
    "end": str,
    "serviceCategory": str,
    "serviceType": str,
    "specialty": str,
    "appointmentType": str,
    "overbooked": bool,
    "comment": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Slot, in its simple form."""

SlotCreate = TypedDict("SlotCreate", {
    "scheduleId": Required[str],
    "status": Required[Literal["busy", "free", "busy-unavailable", "busy-tentative"]],
    "start": Required[str],
    "end": Required[str],
    "serviceCategory": Coded,
    "serviceType": Coded,
    "specialty": Coded,
    "appointmentType": Coded,
    "overbooked": bool,
    "comment": str,
}, total=False)

SlotUpdate = TypedDict("SlotUpdate", {
    "status": Literal["busy", "free", "busy-unavailable", "busy-tentative"],
    "overbooked": Optional[bool],
    "comment": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

SlotSearch = TypedDict("SlotSearch", {
    "scheduleId": str,
    "status": Union[Literal["busy", "free", "busy-unavailable", "busy-tentative"], list[Literal["busy", "free", "busy-unavailable", "busy-tentative"]]],
    "serviceType": str,
    "specialty": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

SpecimenCollection = TypedDict("SpecimenCollection", {
    "collectorId": str,
    "collectedDateTime": str,
    "quantity": Quantity,
    "method": str,
    "bodySite": str,
}, total=False)

SpecimenContainer = TypedDict("SpecimenContainer", {
    "description": str,
    "type": str,
    "capacity": Quantity,
    "specimenQuantity": Quantity,
}, total=False)

Specimen = TypedDict("Specimen", {
    "id": Required[str],
    "status": str,
    "type": str,
    "patientId": str,
    "receivedTime": str,
    "parentIds": list[str],
    "requestIds": list[str],
    "collection": "SpecimenCollection",
    "container": list["SpecimenContainer"],
    "condition": list[str],
    "note": str,
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Specimen, in its simple form."""

SpecimenCreate = TypedDict("SpecimenCreate", {
    "status": Literal["available", "unavailable", "unsatisfactory"],
    "type": Coded,
    "patientId": Required[str],
    "receivedTime": str,
    "parentIds": list[str],
    "requestIds": list[str],
    "collection": "SpecimenCollection",
    "container": list["SpecimenContainer"],
    "condition": list[Coded],
    "note": str,
}, total=False)

SpecimenUpdate = TypedDict("SpecimenUpdate", {
    "status": Optional[Literal["available", "unavailable", "unsatisfactory"]],
    "condition": Optional[list[Coded]],
    "note": Optional[str],
}, total=False)
"""Only the given fields change; None removes one."""

SpecimenSearch = TypedDict("SpecimenSearch", {
    "patientId": str,
    "status": Union[Literal["available", "unavailable", "unsatisfactory"], list[Literal["available", "unavailable", "unsatisfactory"]]],
    "type": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

TaskInput = TypedDict("TaskInput", {
    "type": Required[str],
    "valueString": str,
    "valueBoolean": bool,
    "valueInteger": int,
    "valueDate": str,
    "valueDateTime": str,
    "valueReference": str,
}, total=False)

TaskOutput = TypedDict("TaskOutput", {
    "type": Required[str],
    "valueString": str,
    "valueBoolean": bool,
    "valueInteger": int,
    "valueDate": str,
    "valueDateTime": str,
    "valueReference": str,
}, total=False)

TaskRestriction = TypedDict("TaskRestriction", {
    "repetitions": int,
    "period": Period,
    "recipientIds": list[str],
}, total=False)

Task = TypedDict("Task", {
    "id": Required[str],
    "status": str,
    "intent": str,
    "statusReason": str,
    "businessStatus": str,
    "priority": str,
    "code": str,
    "description": str,
    "focusId": str,
    "patientId": str,
    "encounterId": str,
    "executionPeriod": Period,
    "authoredOn": str,
    "requesterId": str,
    "ownerId": str,
    "reasonCode": str,
    "note": str,
    "basedOn": list[str],
    "partOf": list[str],
    "input": list["TaskInput"],
    "output": list["TaskOutput"],
    "restriction": "TaskRestriction",
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR Task, in its simple form."""

TaskCreate = TypedDict("TaskCreate", {
    "status": Required[Literal["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed"]],
    "intent": Required[Literal["unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"]],
    "statusReason": Coded,
    "businessStatus": Coded,
    "priority": Literal["routine", "urgent", "asap", "stat"],
    "code": Coded,
    "description": str,
    "focusId": str,
    "patientId": str,
    "encounterId": str,
    "executionPeriod": Period,
    "authoredOn": str,
    "requesterId": str,
    "ownerId": str,
    "reasonCode": Coded,
    "note": str,
    "basedOn": list[str],
    "partOf": list[str],
    "input": list["TaskInput"],
    "output": list["TaskOutput"],
    "restriction": "TaskRestriction",
}, total=False)

TaskUpdate = TypedDict("TaskUpdate", {
    "status": Literal["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed"],
    "statusReason": Optional[Coded],
    "businessStatus": Optional[Coded],
    "priority": Optional[Literal["routine", "urgent", "asap", "stat"]],
    "description": Optional[str],
    "executionPeriod": Optional[Period],
    "ownerId": Optional[str],
    "note": Optional[str],
    "output": Optional[list["TaskOutput"]],
}, total=False)
"""Only the given fields change; None removes one."""

TaskSearch = TypedDict("TaskSearch", {
    "patientId": str,
    "status": Union[Literal["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed"], list[Literal["draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed", "completed"]]],
    "ownerId": str,
    "requesterId": str,
    "priority": Union[Literal["routine", "urgent", "asap", "stat"], list[Literal["routine", "urgent", "asap", "stat"]]],
    "code": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)

VisionPrescriptionLensSpecificationPrism = TypedDict("VisionPrescriptionLensSpecificationPrism", {
    "amount": Required[float],
    "base": Required[Literal["up", "down", "in", "out"]],
}, total=False)

VisionPrescriptionLensSpecification = TypedDict("VisionPrescriptionLensSpecification", {
    "product": Required[str],
    "eye": Required[Literal["right", "left"]],
    "sphere": float,
    "cylinder": float,
    "axis": int,
    "add": float,
    "power": float,
    "backCurve": float,
    "diameter": float,
    "color": str,
    "brand": str,
    "note": str,
    "prism": list["VisionPrescriptionLensSpecificationPrism"],
}, total=False)

VisionPrescription = TypedDict("VisionPrescription", {
    "id": Required[str],
    "status": str,
    "patientId": str,
    "encounterId": str,
    "created": str,
    "dateWritten": str,
    "prescriberId": str,
    "lensSpecification": list["VisionPrescriptionLensSpecification"],
    "createdAt": Required[str],
    "updatedAt": Required[str],
}, total=False)
"""As stored: FHIR VisionPrescription, in its simple form."""

VisionPrescriptionCreate = TypedDict("VisionPrescriptionCreate", {
    "status": Required[Literal["active", "cancelled", "draft"]],
    "patientId": Required[str],
    "encounterId": str,
    "created": str,
    "dateWritten": Required[str],
    "prescriberId": Required[str],
    "lensSpecification": Required[list["VisionPrescriptionLensSpecification"]],
}, total=False)

VisionPrescriptionUpdate = TypedDict("VisionPrescriptionUpdate", {
    "status": Literal["active", "cancelled", "draft"],
}, total=False)
"""Only the given fields change; None removes one."""

VisionPrescriptionSearch = TypedDict("VisionPrescriptionSearch", {
    "patientId": str,
    "status": Union[Literal["active", "cancelled", "draft"], list[Literal["active", "cancelled", "draft"]]],
    "prescriberId": str,
    "dateFrom": Union[str, date],
    "dateTo": Union[str, date],
    "sort": str,
    "count": int,
    "cursor": str,
}, total=False)
