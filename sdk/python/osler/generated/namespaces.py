# Generated from schema/v1 by generate.py. Do not edit.
"""One namespace for each resource, sync and async."""

from __future__ import annotations

from typing import Unpack

from .._pages import AsyncSearch, Search
from .._resource import AppendOnlyResource, AsyncAppendOnlyResource, AsyncLinkedResource, AsyncPatientResource, AsyncResource, LinkedResource, PatientResource, Resource
from .._transport import Transport
from . import types


class Accounts(Resource[types.Account, types.AccountCreate, types.AccountUpdate]):
    def search(self, **params: Unpack[types.AccountSearch]) -> Search[types.Account]:
        return self._search(params)


class ActivityDefinitions(Resource[types.ActivityDefinition, types.ActivityDefinitionCreate, types.ActivityDefinitionUpdate]):
    def search(self, **params: Unpack[types.ActivityDefinitionSearch]) -> Search[types.ActivityDefinition]:
        return self._search(params)


class Allergies(Resource[types.Allergy, types.AllergyCreate, types.AllergyUpdate]):
    def search(self, **params: Unpack[types.AllergySearch]) -> Search[types.Allergy]:
        return self._search(params)


class AppointmentResponses(Resource[types.AppointmentResponse, types.AppointmentResponseCreate, types.AppointmentResponseUpdate]):
    def search(self, **params: Unpack[types.AppointmentResponseSearch]) -> Search[types.AppointmentResponse]:
        return self._search(params)


class Appointments(LinkedResource[types.Appointment, types.AppointmentCreate, types.AppointmentUpdate]):
    def search(self, **params: Unpack[types.AppointmentSearch]) -> Search[types.Appointment]:
        return self._search(params)


class Assessments(Resource[types.Assessment, types.AssessmentCreate, types.AssessmentUpdate]):
    def search(self, **params: Unpack[types.AssessmentSearch]) -> Search[types.Assessment]:
        return self._search(params)


class AuditEvents(AppendOnlyResource[types.AuditEvent, types.AuditEventCreate]):
    def search(self, **params: Unpack[types.AuditEventSearch]) -> Search[types.AuditEvent]:
        return self._search(params)


class CarePlans(Resource[types.CarePlan, types.CarePlanCreate, types.CarePlanUpdate]):
    def search(self, **params: Unpack[types.CarePlanSearch]) -> Search[types.CarePlan]:
        return self._search(params)


class CareTeams(Resource[types.CareTeam, types.CareTeamCreate, types.CareTeamUpdate]):
    def search(self, **params: Unpack[types.CareTeamSearch]) -> Search[types.CareTeam]:
        return self._search(params)


class ChargeItems(Resource[types.ChargeItem, types.ChargeItemCreate, types.ChargeItemUpdate]):
    def search(self, **params: Unpack[types.ChargeItemSearch]) -> Search[types.ChargeItem]:
        return self._search(params)


class ClaimResponses(Resource[types.ClaimResponse, types.ClaimResponseCreate, types.ClaimResponseUpdate]):
    def search(self, **params: Unpack[types.ClaimResponseSearch]) -> Search[types.ClaimResponse]:
        return self._search(params)


class Claims(Resource[types.Claim, types.ClaimCreate, types.ClaimUpdate]):
    def search(self, **params: Unpack[types.ClaimSearch]) -> Search[types.Claim]:
        return self._search(params)


class Conditions(Resource[types.Condition, types.ConditionCreate, types.ConditionUpdate]):
    def search(self, **params: Unpack[types.ConditionSearch]) -> Search[types.Condition]:
        return self._search(params)


class Consents(Resource[types.Consent, types.ConsentCreate, types.ConsentUpdate]):
    def search(self, **params: Unpack[types.ConsentSearch]) -> Search[types.Consent]:
        return self._search(params)

    sign = Resource.create


class Coverages(Resource[types.Coverage, types.CoverageCreate, types.CoverageUpdate]):
    def search(self, **params: Unpack[types.CoverageSearch]) -> Search[types.Coverage]:
        return self._search(params)


class DeviceRequests(Resource[types.DeviceRequest, types.DeviceRequestCreate, types.DeviceRequestUpdate]):
    def search(self, **params: Unpack[types.DeviceRequestSearch]) -> Search[types.DeviceRequest]:
        return self._search(params)


class DeviceUseStatements(Resource[types.DeviceUseStatement, types.DeviceUseStatementCreate, types.DeviceUseStatementUpdate]):
    def search(self, **params: Unpack[types.DeviceUseStatementSearch]) -> Search[types.DeviceUseStatement]:
        return self._search(params)


class Devices(Resource[types.Device, types.DeviceCreate, types.DeviceUpdate]):
    def search(self, **params: Unpack[types.DeviceSearch]) -> Search[types.Device]:
        return self._search(params)


class Documents(Resource[types.Document, types.DocumentCreate, types.DocumentUpdate]):
    def search(self, **params: Unpack[types.DocumentSearch]) -> Search[types.Document]:
        return self._search(params)


class EligibilityRequests(Resource[types.EligibilityRequest, types.EligibilityRequestCreate, types.EligibilityRequestUpdate]):
    def search(self, **params: Unpack[types.EligibilityRequestSearch]) -> Search[types.EligibilityRequest]:
        return self._search(params)


class EligibilityResponses(Resource[types.EligibilityResponse, types.EligibilityResponseCreate, types.EligibilityResponseUpdate]):
    def search(self, **params: Unpack[types.EligibilityResponseSearch]) -> Search[types.EligibilityResponse]:
        return self._search(params)


class Encounters(LinkedResource[types.Encounter, types.EncounterCreate, types.EncounterUpdate]):
    def search(self, **params: Unpack[types.EncounterSearch]) -> Search[types.Encounter]:
        return self._search(params)


class EnrollmentRequests(Resource[types.EnrollmentRequest, types.EnrollmentRequestCreate, types.EnrollmentRequestUpdate]):
    def search(self, **params: Unpack[types.EnrollmentRequestSearch]) -> Search[types.EnrollmentRequest]:
        return self._search(params)


class EnrollmentResponses(Resource[types.EnrollmentResponse, types.EnrollmentResponseCreate, types.EnrollmentResponseUpdate]):
    def search(self, **params: Unpack[types.EnrollmentResponseSearch]) -> Search[types.EnrollmentResponse]:
        return self._search(params)


class Eobs(Resource[types.ExplanationOfBenefit, types.ExplanationOfBenefitCreate, types.ExplanationOfBenefitUpdate]):
    def search(self, **params: Unpack[types.ExplanationOfBenefitSearch]) -> Search[types.ExplanationOfBenefit]:
        return self._search(params)


class FamilyHistory(Resource[types.FamilyMemberHistory, types.FamilyMemberHistoryCreate, types.FamilyMemberHistoryUpdate]):
    def search(self, **params: Unpack[types.FamilyMemberHistorySearch]) -> Search[types.FamilyMemberHistory]:
        return self._search(params)


class Goals(Resource[types.Goal, types.GoalCreate, types.GoalUpdate]):
    def search(self, **params: Unpack[types.GoalSearch]) -> Search[types.Goal]:
        return self._search(params)


class HealthcareServices(Resource[types.HealthcareService, types.HealthcareServiceCreate, types.HealthcareServiceUpdate]):
    def search(self, **params: Unpack[types.HealthcareServiceSearch]) -> Search[types.HealthcareService]:
        return self._search(params)


class ImagingStudies(Resource[types.ImagingStudy, types.ImagingStudyCreate, types.ImagingStudyUpdate]):
    def search(self, **params: Unpack[types.ImagingStudySearch]) -> Search[types.ImagingStudy]:
        return self._search(params)


class ImmunizationEvaluations(Resource[types.ImmunizationEvaluation, types.ImmunizationEvaluationCreate, types.ImmunizationEvaluationUpdate]):
    def search(self, **params: Unpack[types.ImmunizationEvaluationSearch]) -> Search[types.ImmunizationEvaluation]:
        return self._search(params)


class ImmunizationRecommendations(AppendOnlyResource[types.ImmunizationRecommendation, types.ImmunizationRecommendationCreate]):
    def search(self, **params: Unpack[types.ImmunizationRecommendationSearch]) -> Search[types.ImmunizationRecommendation]:
        return self._search(params)


class Immunizations(Resource[types.Immunization, types.ImmunizationCreate, types.ImmunizationUpdate]):
    def search(self, **params: Unpack[types.ImmunizationSearch]) -> Search[types.Immunization]:
        return self._search(params)


class Intakes(Resource[types.Intake, types.IntakeCreate, types.IntakeUpdate]):
    def search(self, **params: Unpack[types.IntakeSearch]) -> Search[types.Intake]:
        return self._search(params)

    submit = Resource.create


class Invoices(Resource[types.Invoice, types.InvoiceCreate, types.InvoiceUpdate]):
    def search(self, **params: Unpack[types.InvoiceSearch]) -> Search[types.Invoice]:
        return self._search(params)


class Labs(LinkedResource[types.Lab, types.LabCreate, types.LabUpdate]):
    def search(self, **params: Unpack[types.LabSearch]) -> Search[types.Lab]:
        return self._search(params)


class Locations(Resource[types.Location, types.LocationCreate, types.LocationUpdate]):
    def search(self, **params: Unpack[types.LocationSearch]) -> Search[types.Location]:
        return self._search(params)


class MeasureReports(Resource[types.MeasureReport, types.MeasureReportCreate, types.MeasureReportUpdate]):
    def search(self, **params: Unpack[types.MeasureReportSearch]) -> Search[types.MeasureReport]:
        return self._search(params)


class Measures(Resource[types.Measure, types.MeasureCreate, types.MeasureUpdate]):
    def search(self, **params: Unpack[types.MeasureSearch]) -> Search[types.Measure]:
        return self._search(params)


class Media(Resource[types.Media, types.MediaCreate, types.MediaUpdate]):
    def search(self, **params: Unpack[types.MediaSearch]) -> Search[types.Media]:
        return self._search(params)


class MedicationDispenses(Resource[types.MedicationDispense, types.MedicationDispenseCreate, types.MedicationDispenseUpdate]):
    def search(self, **params: Unpack[types.MedicationDispenseSearch]) -> Search[types.MedicationDispense]:
        return self._search(params)


class MedicationKnowledge(Resource[types.MedicationKnowledge, types.MedicationKnowledgeCreate, types.MedicationKnowledgeUpdate]):
    def search(self, **params: Unpack[types.MedicationKnowledgeSearch]) -> Search[types.MedicationKnowledge]:
        return self._search(params)


class MedicationStatements(Resource[types.MedicationStatement, types.MedicationStatementCreate, types.MedicationStatementUpdate]):
    def search(self, **params: Unpack[types.MedicationStatementSearch]) -> Search[types.MedicationStatement]:
        return self._search(params)


class Medications(Resource[types.Medication, types.MedicationCreate, types.MedicationUpdate]):
    def search(self, **params: Unpack[types.MedicationSearch]) -> Search[types.Medication]:
        return self._search(params)


class Notes(Resource[types.Note, types.NoteCreate, types.NoteUpdate]):
    def search(self, **params: Unpack[types.NoteSearch]) -> Search[types.Note]:
        return self._search(params)


class NutritionOrders(Resource[types.NutritionOrder, types.NutritionOrderCreate, types.NutritionOrderUpdate]):
    def search(self, **params: Unpack[types.NutritionOrderSearch]) -> Search[types.NutritionOrder]:
        return self._search(params)


class Observations(LinkedResource[types.Observation, types.ObservationCreate, types.ObservationUpdate]):
    def search(self, **params: Unpack[types.ObservationSearch]) -> Search[types.Observation]:
        return self._search(params)


class Organizations(Resource[types.Organization, types.OrganizationCreate, types.OrganizationUpdate]):
    def search(self, **params: Unpack[types.OrganizationSearch]) -> Search[types.Organization]:
        return self._search(params)


class Patients(PatientResource[types.Patient, types.PatientCreate, types.PatientUpdate]):
    def search(self, **params: Unpack[types.PatientSearch]) -> Search[types.Patient]:
        return self._search(params)


class PaymentNotices(Resource[types.PaymentNotice, types.PaymentNoticeCreate, types.PaymentNoticeUpdate]):
    def search(self, **params: Unpack[types.PaymentNoticeSearch]) -> Search[types.PaymentNotice]:
        return self._search(params)


class PaymentReconciliations(Resource[types.PaymentReconciliation, types.PaymentReconciliationCreate, types.PaymentReconciliationUpdate]):
    def search(self, **params: Unpack[types.PaymentReconciliationSearch]) -> Search[types.PaymentReconciliation]:
        return self._search(params)


class Persons(Resource[types.Person, types.PersonCreate, types.PersonUpdate]):
    def search(self, **params: Unpack[types.PersonSearch]) -> Search[types.Person]:
        return self._search(params)


class PlanDefinitions(Resource[types.PlanDefinition, types.PlanDefinitionCreate, types.PlanDefinitionUpdate]):
    def search(self, **params: Unpack[types.PlanDefinitionSearch]) -> Search[types.PlanDefinition]:
        return self._search(params)


class PractitionerRoles(Resource[types.PractitionerRole, types.PractitionerRoleCreate, types.PractitionerRoleUpdate]):
    def search(self, **params: Unpack[types.PractitionerRoleSearch]) -> Search[types.PractitionerRole]:
        return self._search(params)


class Practitioners(Resource[types.Practitioner, types.PractitionerCreate, types.PractitionerUpdate]):
    def search(self, **params: Unpack[types.PractitionerSearch]) -> Search[types.Practitioner]:
        return self._search(params)


class Prescriptions(Resource[types.Prescription, types.PrescriptionCreate, types.PrescriptionUpdate]):
    def search(self, **params: Unpack[types.PrescriptionSearch]) -> Search[types.Prescription]:
        return self._search(params)


class RiskAssessments(Resource[types.RiskAssessment, types.RiskAssessmentCreate, types.RiskAssessmentUpdate]):
    def search(self, **params: Unpack[types.RiskAssessmentSearch]) -> Search[types.RiskAssessment]:
        return self._search(params)


class Schedules(Resource[types.Schedule, types.ScheduleCreate, types.ScheduleUpdate]):
    def search(self, **params: Unpack[types.ScheduleSearch]) -> Search[types.Schedule]:
        return self._search(params)


class ServiceRequests(Resource[types.ServiceRequest, types.ServiceRequestCreate, types.ServiceRequestUpdate]):
    def search(self, **params: Unpack[types.ServiceRequestSearch]) -> Search[types.ServiceRequest]:
        return self._search(params)


class Slots(Resource[types.Slot, types.SlotCreate, types.SlotUpdate]):
    def search(self, **params: Unpack[types.SlotSearch]) -> Search[types.Slot]:
        return self._search(params)


class Specimens(Resource[types.Specimen, types.SpecimenCreate, types.SpecimenUpdate]):
    def search(self, **params: Unpack[types.SpecimenSearch]) -> Search[types.Specimen]:
        return self._search(params)


class Tasks(Resource[types.Task, types.TaskCreate, types.TaskUpdate]):
    def search(self, **params: Unpack[types.TaskSearch]) -> Search[types.Task]:
        return self._search(params)


class VisionPrescriptions(Resource[types.VisionPrescription, types.VisionPrescriptionCreate, types.VisionPrescriptionUpdate]):
    def search(self, **params: Unpack[types.VisionPrescriptionSearch]) -> Search[types.VisionPrescription]:
        return self._search(params)


class AsyncAccounts(AsyncResource[types.Account, types.AccountCreate, types.AccountUpdate]):
    def search(self, **params: Unpack[types.AccountSearch]) -> AsyncSearch[types.Account]:
        return self._search(params)


class AsyncActivityDefinitions(AsyncResource[types.ActivityDefinition, types.ActivityDefinitionCreate, types.ActivityDefinitionUpdate]):
    def search(self, **params: Unpack[types.ActivityDefinitionSearch]) -> AsyncSearch[types.ActivityDefinition]:
        return self._search(params)


class AsyncAllergies(AsyncResource[types.Allergy, types.AllergyCreate, types.AllergyUpdate]):
    def search(self, **params: Unpack[types.AllergySearch]) -> AsyncSearch[types.Allergy]:
        return self._search(params)


class AsyncAppointmentResponses(AsyncResource[types.AppointmentResponse, types.AppointmentResponseCreate, types.AppointmentResponseUpdate]):
    def search(self, **params: Unpack[types.AppointmentResponseSearch]) -> AsyncSearch[types.AppointmentResponse]:
        return self._search(params)


class AsyncAppointments(AsyncLinkedResource[types.Appointment, types.AppointmentCreate, types.AppointmentUpdate]):
    def search(self, **params: Unpack[types.AppointmentSearch]) -> AsyncSearch[types.Appointment]:
        return self._search(params)


class AsyncAssessments(AsyncResource[types.Assessment, types.AssessmentCreate, types.AssessmentUpdate]):
    def search(self, **params: Unpack[types.AssessmentSearch]) -> AsyncSearch[types.Assessment]:
        return self._search(params)


class AsyncAuditEvents(AsyncAppendOnlyResource[types.AuditEvent, types.AuditEventCreate]):
    def search(self, **params: Unpack[types.AuditEventSearch]) -> AsyncSearch[types.AuditEvent]:
        return self._search(params)


class AsyncCarePlans(AsyncResource[types.CarePlan, types.CarePlanCreate, types.CarePlanUpdate]):
    def search(self, **params: Unpack[types.CarePlanSearch]) -> AsyncSearch[types.CarePlan]:
        return self._search(params)


class AsyncCareTeams(AsyncResource[types.CareTeam, types.CareTeamCreate, types.CareTeamUpdate]):
    def search(self, **params: Unpack[types.CareTeamSearch]) -> AsyncSearch[types.CareTeam]:
        return self._search(params)


class AsyncChargeItems(AsyncResource[types.ChargeItem, types.ChargeItemCreate, types.ChargeItemUpdate]):
    def search(self, **params: Unpack[types.ChargeItemSearch]) -> AsyncSearch[types.ChargeItem]:
        return self._search(params)


class AsyncClaimResponses(AsyncResource[types.ClaimResponse, types.ClaimResponseCreate, types.ClaimResponseUpdate]):
    def search(self, **params: Unpack[types.ClaimResponseSearch]) -> AsyncSearch[types.ClaimResponse]:
        return self._search(params)


class AsyncClaims(AsyncResource[types.Claim, types.ClaimCreate, types.ClaimUpdate]):
    def search(self, **params: Unpack[types.ClaimSearch]) -> AsyncSearch[types.Claim]:
        return self._search(params)


class AsyncConditions(AsyncResource[types.Condition, types.ConditionCreate, types.ConditionUpdate]):
    def search(self, **params: Unpack[types.ConditionSearch]) -> AsyncSearch[types.Condition]:
        return self._search(params)


class AsyncConsents(AsyncResource[types.Consent, types.ConsentCreate, types.ConsentUpdate]):
    def search(self, **params: Unpack[types.ConsentSearch]) -> AsyncSearch[types.Consent]:
        return self._search(params)

    sign = AsyncResource.create


class AsyncCoverages(AsyncResource[types.Coverage, types.CoverageCreate, types.CoverageUpdate]):
    def search(self, **params: Unpack[types.CoverageSearch]) -> AsyncSearch[types.Coverage]:
        return self._search(params)


class AsyncDeviceRequests(AsyncResource[types.DeviceRequest, types.DeviceRequestCreate, types.DeviceRequestUpdate]):
    def search(self, **params: Unpack[types.DeviceRequestSearch]) -> AsyncSearch[types.DeviceRequest]:
        return self._search(params)


class AsyncDeviceUseStatements(AsyncResource[types.DeviceUseStatement, types.DeviceUseStatementCreate, types.DeviceUseStatementUpdate]):
    def search(self, **params: Unpack[types.DeviceUseStatementSearch]) -> AsyncSearch[types.DeviceUseStatement]:
        return self._search(params)


class AsyncDevices(AsyncResource[types.Device, types.DeviceCreate, types.DeviceUpdate]):
    def search(self, **params: Unpack[types.DeviceSearch]) -> AsyncSearch[types.Device]:
        return self._search(params)


class AsyncDocuments(AsyncResource[types.Document, types.DocumentCreate, types.DocumentUpdate]):
    def search(self, **params: Unpack[types.DocumentSearch]) -> AsyncSearch[types.Document]:
        return self._search(params)


class AsyncEligibilityRequests(AsyncResource[types.EligibilityRequest, types.EligibilityRequestCreate, types.EligibilityRequestUpdate]):
    def search(self, **params: Unpack[types.EligibilityRequestSearch]) -> AsyncSearch[types.EligibilityRequest]:
        return self._search(params)


class AsyncEligibilityResponses(AsyncResource[types.EligibilityResponse, types.EligibilityResponseCreate, types.EligibilityResponseUpdate]):
    def search(self, **params: Unpack[types.EligibilityResponseSearch]) -> AsyncSearch[types.EligibilityResponse]:
        return self._search(params)


class AsyncEncounters(AsyncLinkedResource[types.Encounter, types.EncounterCreate, types.EncounterUpdate]):
    def search(self, **params: Unpack[types.EncounterSearch]) -> AsyncSearch[types.Encounter]:
        return self._search(params)


class AsyncEnrollmentRequests(AsyncResource[types.EnrollmentRequest, types.EnrollmentRequestCreate, types.EnrollmentRequestUpdate]):
    def search(self, **params: Unpack[types.EnrollmentRequestSearch]) -> AsyncSearch[types.EnrollmentRequest]:
        return self._search(params)


class AsyncEnrollmentResponses(AsyncResource[types.EnrollmentResponse, types.EnrollmentResponseCreate, types.EnrollmentResponseUpdate]):
    def search(self, **params: Unpack[types.EnrollmentResponseSearch]) -> AsyncSearch[types.EnrollmentResponse]:
        return self._search(params)


class AsyncEobs(AsyncResource[types.ExplanationOfBenefit, types.ExplanationOfBenefitCreate, types.ExplanationOfBenefitUpdate]):
    def search(self, **params: Unpack[types.ExplanationOfBenefitSearch]) -> AsyncSearch[types.ExplanationOfBenefit]:
        return self._search(params)


class AsyncFamilyHistory(AsyncResource[types.FamilyMemberHistory, types.FamilyMemberHistoryCreate, types.FamilyMemberHistoryUpdate]):
    def search(self, **params: Unpack[types.FamilyMemberHistorySearch]) -> AsyncSearch[types.FamilyMemberHistory]:
        return self._search(params)


class AsyncGoals(AsyncResource[types.Goal, types.GoalCreate, types.GoalUpdate]):
    def search(self, **params: Unpack[types.GoalSearch]) -> AsyncSearch[types.Goal]:
        return self._search(params)


class AsyncHealthcareServices(AsyncResource[types.HealthcareService, types.HealthcareServiceCreate, types.HealthcareServiceUpdate]):
    def search(self, **params: Unpack[types.HealthcareServiceSearch]) -> AsyncSearch[types.HealthcareService]:
        return self._search(params)


class AsyncImagingStudies(AsyncResource[types.ImagingStudy, types.ImagingStudyCreate, types.ImagingStudyUpdate]):
    def search(self, **params: Unpack[types.ImagingStudySearch]) -> AsyncSearch[types.ImagingStudy]:
        return self._search(params)


class AsyncImmunizationEvaluations(AsyncResource[types.ImmunizationEvaluation, types.ImmunizationEvaluationCreate, types.ImmunizationEvaluationUpdate]):
    def search(self, **params: Unpack[types.ImmunizationEvaluationSearch]) -> AsyncSearch[types.ImmunizationEvaluation]:
        return self._search(params)


class AsyncImmunizationRecommendations(AsyncAppendOnlyResource[types.ImmunizationRecommendation, types.ImmunizationRecommendationCreate]):
    def search(self, **params: Unpack[types.ImmunizationRecommendationSearch]) -> AsyncSearch[types.ImmunizationRecommendation]:
        return self._search(params)


class AsyncImmunizations(AsyncResource[types.Immunization, types.ImmunizationCreate, types.ImmunizationUpdate]):
    def search(self, **params: Unpack[types.ImmunizationSearch]) -> AsyncSearch[types.Immunization]:
        return self._search(params)


class AsyncIntakes(AsyncResource[types.Intake, types.IntakeCreate, types.IntakeUpdate]):
    def search(self, **params: Unpack[types.IntakeSearch]) -> AsyncSearch[types.Intake]:
        return self._search(params)

    submit = AsyncResource.create


class AsyncInvoices(AsyncResource[types.Invoice, types.InvoiceCreate, types.InvoiceUpdate]):
    def search(self, **params: Unpack[types.InvoiceSearch]) -> AsyncSearch[types.Invoice]:
        return self._search(params)


class AsyncLabs(AsyncLinkedResource[types.Lab, types.LabCreate, types.LabUpdate]):
    def search(self, **params: Unpack[types.LabSearch]) -> AsyncSearch[types.Lab]:
        return self._search(params)


class AsyncLocations(AsyncResource[types.Location, types.LocationCreate, types.LocationUpdate]):
    def search(self, **params: Unpack[types.LocationSearch]) -> AsyncSearch[types.Location]:
        return self._search(params)


class AsyncMeasureReports(AsyncResource[types.MeasureReport, types.MeasureReportCreate, types.MeasureReportUpdate]):
    def search(self, **params: Unpack[types.MeasureReportSearch]) -> AsyncSearch[types.MeasureReport]:
        return self._search(params)


class AsyncMeasures(AsyncResource[types.Measure, types.MeasureCreate, types.MeasureUpdate]):
    def search(self, **params: Unpack[types.MeasureSearch]) -> AsyncSearch[types.Measure]:
        return self._search(params)


class AsyncMedia(AsyncResource[types.Media, types.MediaCreate, types.MediaUpdate]):
    def search(self, **params: Unpack[types.MediaSearch]) -> AsyncSearch[types.Media]:
        return self._search(params)


class AsyncMedicationDispenses(AsyncResource[types.MedicationDispense, types.MedicationDispenseCreate, types.MedicationDispenseUpdate]):
    def search(self, **params: Unpack[types.MedicationDispenseSearch]) -> AsyncSearch[types.MedicationDispense]:
        return self._search(params)


class AsyncMedicationKnowledge(AsyncResource[types.MedicationKnowledge, types.MedicationKnowledgeCreate, types.MedicationKnowledgeUpdate]):
    def search(self, **params: Unpack[types.MedicationKnowledgeSearch]) -> AsyncSearch[types.MedicationKnowledge]:
        return self._search(params)


class AsyncMedicationStatements(AsyncResource[types.MedicationStatement, types.MedicationStatementCreate, types.MedicationStatementUpdate]):
    def search(self, **params: Unpack[types.MedicationStatementSearch]) -> AsyncSearch[types.MedicationStatement]:
        return self._search(params)


class AsyncMedications(AsyncResource[types.Medication, types.MedicationCreate, types.MedicationUpdate]):
    def search(self, **params: Unpack[types.MedicationSearch]) -> AsyncSearch[types.Medication]:
        return self._search(params)


class AsyncNotes(AsyncResource[types.Note, types.NoteCreate, types.NoteUpdate]):
    def search(self, **params: Unpack[types.NoteSearch]) -> AsyncSearch[types.Note]:
        return self._search(params)


class AsyncNutritionOrders(AsyncResource[types.NutritionOrder, types.NutritionOrderCreate, types.NutritionOrderUpdate]):
    def search(self, **params: Unpack[types.NutritionOrderSearch]) -> AsyncSearch[types.NutritionOrder]:
        return self._search(params)


class AsyncObservations(AsyncLinkedResource[types.Observation, types.ObservationCreate, types.ObservationUpdate]):
    def search(self, **params: Unpack[types.ObservationSearch]) -> AsyncSearch[types.Observation]:
        return self._search(params)


class AsyncOrganizations(AsyncResource[types.Organization, types.OrganizationCreate, types.OrganizationUpdate]):
    def search(self, **params: Unpack[types.OrganizationSearch]) -> AsyncSearch[types.Organization]:
        return self._search(params)


class AsyncPatients(AsyncPatientResource[types.Patient, types.PatientCreate, types.PatientUpdate]):
    def search(self, **params: Unpack[types.PatientSearch]) -> AsyncSearch[types.Patient]:
        return self._search(params)


class AsyncPaymentNotices(AsyncResource[types.PaymentNotice, types.PaymentNoticeCreate, types.PaymentNoticeUpdate]):
    def search(self, **params: Unpack[types.PaymentNoticeSearch]) -> AsyncSearch[types.PaymentNotice]:
        return self._search(params)


class AsyncPaymentReconciliations(AsyncResource[types.PaymentReconciliation, types.PaymentReconciliationCreate, types.PaymentReconciliationUpdate]):
    def search(self, **params: Unpack[types.PaymentReconciliationSearch]) -> AsyncSearch[types.PaymentReconciliation]:
        return self._search(params)


class AsyncPersons(AsyncResource[types.Person, types.PersonCreate, types.PersonUpdate]):
    def search(self, **params: Unpack[types.PersonSearch]) -> AsyncSearch[types.Person]:
        return self._search(params)


class AsyncPlanDefinitions(AsyncResource[types.PlanDefinition, types.PlanDefinitionCreate, types.PlanDefinitionUpdate]):
    def search(self, **params: Unpack[types.PlanDefinitionSearch]) -> AsyncSearch[types.PlanDefinition]:
        return self._search(params)


class AsyncPractitionerRoles(AsyncResource[types.PractitionerRole, types.PractitionerRoleCreate, types.PractitionerRoleUpdate]):
    def search(self, **params: Unpack[types.PractitionerRoleSearch]) -> AsyncSearch[types.PractitionerRole]:
        return self._search(params)


class AsyncPractitioners(AsyncResource[types.Practitioner, types.PractitionerCreate, types.PractitionerUpdate]):
    def search(self, **params: Unpack[types.PractitionerSearch]) -> AsyncSearch[types.Practitioner]:
        return self._search(params)


class AsyncPrescriptions(AsyncResource[types.Prescription, types.PrescriptionCreate, types.PrescriptionUpdate]):
    def search(self, **params: Unpack[types.PrescriptionSearch]) -> AsyncSearch[types.Prescription]:
        return self._search(params)


class AsyncRiskAssessments(AsyncResource[types.RiskAssessment, types.RiskAssessmentCreate, types.RiskAssessmentUpdate]):
    def search(self, **params: Unpack[types.RiskAssessmentSearch]) -> AsyncSearch[types.RiskAssessment]:
        return self._search(params)


class AsyncSchedules(AsyncResource[types.Schedule, types.ScheduleCreate, types.ScheduleUpdate]):
    def search(self, **params: Unpack[types.ScheduleSearch]) -> AsyncSearch[types.Schedule]:
        return self._search(params)


class AsyncServiceRequests(AsyncResource[types.ServiceRequest, types.ServiceRequestCreate, types.ServiceRequestUpdate]):
    def search(self, **params: Unpack[types.ServiceRequestSearch]) -> AsyncSearch[types.ServiceRequest]:
        return self._search(params)


class AsyncSlots(AsyncResource[types.Slot, types.SlotCreate, types.SlotUpdate]):
    def search(self, **params: Unpack[types.SlotSearch]) -> AsyncSearch[types.Slot]:
        return self._search(params)


class AsyncSpecimens(AsyncResource[types.Specimen, types.SpecimenCreate, types.SpecimenUpdate]):
    def search(self, **params: Unpack[types.SpecimenSearch]) -> AsyncSearch[types.Specimen]:
        return self._search(params)


class AsyncTasks(AsyncResource[types.Task, types.TaskCreate, types.TaskUpdate]):
    def search(self, **params: Unpack[types.TaskSearch]) -> AsyncSearch[types.Task]:
        return self._search(params)


class AsyncVisionPrescriptions(AsyncResource[types.VisionPrescription, types.VisionPrescriptionCreate, types.VisionPrescriptionUpdate]):
    def search(self, **params: Unpack[types.VisionPrescriptionSearch]) -> AsyncSearch[types.VisionPrescription]:
        return self._search(params)


class Namespaces:
    def __init__(self, transport: Transport) -> None:
        self.accounts = Accounts(transport, "accounts", "Account")
        self.activity_definitions = ActivityDefinitions(transport, "activity-definitions", "ActivityDefinition")
        self.allergies = Allergies(transport, "allergies", "AllergyIntolerance")
        self.appointment_responses = AppointmentResponses(transport, "appointment-responses", "AppointmentResponse")
        self.appointments = Appointments(transport, "appointments", "Appointment")
        self.assessments = Assessments(transport, "assessments", "ClinicalImpression")
        self.audit_events = AuditEvents(transport, "audit-events", "AuditEvent")
        self.care_plans = CarePlans(transport, "care-plans", "CarePlan")
        self.care_teams = CareTeams(transport, "care-teams", "CareTeam")
        self.charge_items = ChargeItems(transport, "charge-items", "ChargeItem")
        self.claim_responses = ClaimResponses(transport, "claim-responses", "ClaimResponse")
        self.claims = Claims(transport, "claims", "Claim")
        self.conditions = Conditions(transport, "conditions", "Condition")
        self.consents = Consents(transport, "consents", "Consent")
        self.coverages = Coverages(transport, "coverages", "Coverage")
        self.device_requests = DeviceRequests(transport, "device-requests", "DeviceRequest")
        self.device_use_statements = DeviceUseStatements(transport, "device-use-statements", "DeviceUseStatement")
        self.devices = Devices(transport, "devices", "Device")
        self.documents = Documents(transport, "documents", "Composition")
        self.eligibility_requests = EligibilityRequests(transport, "eligibility-requests", "CoverageEligibilityRequest")
        self.eligibility_responses = EligibilityResponses(transport, "eligibility-responses", "CoverageEligibilityResponse")
        self.encounters = Encounters(transport, "encounters", "Encounter")
        self.enrollment_requests = EnrollmentRequests(transport, "enrollment-requests", "EnrollmentRequest")
        self.enrollment_responses = EnrollmentResponses(transport, "enrollment-responses", "EnrollmentResponse")
        self.eobs = Eobs(transport, "eobs", "ExplanationOfBenefit")
        self.family_history = FamilyHistory(transport, "family-history", "FamilyMemberHistory")
        self.goals = Goals(transport, "goals", "Goal")
        self.healthcare_services = HealthcareServices(transport, "healthcare-services", "HealthcareService")
        self.imaging_studies = ImagingStudies(transport, "imaging-studies", "ImagingStudy")
        self.immunization_evaluations = ImmunizationEvaluations(transport, "immunization-evaluations", "ImmunizationEvaluation")
        self.immunization_recommendations = ImmunizationRecommendations(transport, "immunization-recommendations", "ImmunizationRecommendation")
        self.immunizations = Immunizations(transport, "immunizations", "Immunization")
        self.intakes = Intakes(transport, "intakes", "QuestionnaireResponse")
        self.invoices = Invoices(transport, "invoices", "Invoice")
        self.labs = Labs(transport, "labs", "DiagnosticReport")
        self.locations = Locations(transport, "locations", "Location")
        self.measure_reports = MeasureReports(transport, "measure-reports", "MeasureReport")
        self.measures = Measures(transport, "measures", "Measure")
        self.media = Media(transport, "media", "Media")
        self.medication_dispenses = MedicationDispenses(transport, "medication-dispenses", "MedicationDispense")
        self.medication_knowledge = MedicationKnowledge(transport, "medication-knowledge", "MedicationKnowledge")
        self.medication_statements = MedicationStatements(transport, "medication-statements", "MedicationStatement")
        self.medications = Medications(transport, "medications", "Medication")
        self.notes = Notes(transport, "notes", "DocumentReference")
        self.nutrition_orders = NutritionOrders(transport, "nutrition-orders", "NutritionOrder")
        self.observations = Observations(transport, "observations", "Observation")
        self.organizations = Organizations(transport, "organizations", "Organization")
        self.patients = Patients(transport, "patients", "Patient")
        self.payment_notices = PaymentNotices(transport, "payment-notices", "PaymentNotice")
        self.payment_reconciliations = PaymentReconciliations(transport, "payment-reconciliations", "PaymentReconciliation")
        self.persons = Persons(transport, "persons", "Person")
        self.plan_definitions = PlanDefinitions(transport, "plan-definitions", "PlanDefinition")
        self.practitioner_roles = PractitionerRoles(transport, "practitioner-roles", "PractitionerRole")
        self.practitioners = Practitioners(transport, "practitioners", "Practitioner")
        self.prescriptions = Prescriptions(transport, "prescriptions", "MedicationRequest")
        self.risk_assessments = RiskAssessments(transport, "risk-assessments", "RiskAssessment")
        self.schedules = Schedules(transport, "schedules", "Schedule")
        self.service_requests = ServiceRequests(transport, "service-requests", "ServiceRequest")
        self.slots = Slots(transport, "slots", "Slot")
        self.specimens = Specimens(transport, "specimens", "Specimen")
        self.tasks = Tasks(transport, "tasks", "Task")
        self.vision_prescriptions = VisionPrescriptions(transport, "vision-prescriptions", "VisionPrescription")


class AsyncNamespaces:
    def __init__(self, transport: Transport) -> None:
        self.accounts = AsyncAccounts(transport, "accounts", "Account")
        self.activity_definitions = AsyncActivityDefinitions(transport, "activity-definitions", "ActivityDefinition")
        self.allergies = AsyncAllergies(transport, "allergies", "AllergyIntolerance")
        self.appointment_responses = AsyncAppointmentResponses(transport, "appointment-responses", "AppointmentResponse")
        self.appointments = AsyncAppointments(transport, "appointments", "Appointment")
        self.assessments = AsyncAssessments(transport, "assessments", "ClinicalImpression")
        self.audit_events = AsyncAuditEvents(transport, "audit-events", "AuditEvent")
        self.care_plans = AsyncCarePlans(transport, "care-plans", "CarePlan")
        self.care_teams = AsyncCareTeams(transport, "care-teams", "CareTeam")
        self.charge_items = AsyncChargeItems(transport, "charge-items", "ChargeItem")
        self.claim_responses = AsyncClaimResponses(transport, "claim-responses", "ClaimResponse")
        self.claims = AsyncClaims(transport, "claims", "Claim")
        self.conditions = AsyncConditions(transport, "conditions", "Condition")
        self.consents = AsyncConsents(transport, "consents", "Consent")
        self.coverages = AsyncCoverages(transport, "coverages", "Coverage")
        self.device_requests = AsyncDeviceRequests(transport, "device-requests", "DeviceRequest")
        self.device_use_statements = AsyncDeviceUseStatements(transport, "device-use-statements", "DeviceUseStatement")
        self.devices = AsyncDevices(transport, "devices", "Device")
        self.documents = AsyncDocuments(transport, "documents", "Composition")
        self.eligibility_requests = AsyncEligibilityRequests(transport, "eligibility-requests", "CoverageEligibilityRequest")
        self.eligibility_responses = AsyncEligibilityResponses(transport, "eligibility-responses", "CoverageEligibilityResponse")
        self.encounters = AsyncEncounters(transport, "encounters", "Encounter")
        self.enrollment_requests = AsyncEnrollmentRequests(transport, "enrollment-requests", "EnrollmentRequest")
        self.enrollment_responses = AsyncEnrollmentResponses(transport, "enrollment-responses", "EnrollmentResponse")
        self.eobs = AsyncEobs(transport, "eobs", "ExplanationOfBenefit")
        self.family_history = AsyncFamilyHistory(transport, "family-history", "FamilyMemberHistory")
        self.goals = AsyncGoals(transport, "goals", "Goal")
        self.healthcare_services = AsyncHealthcareServices(transport, "healthcare-services", "HealthcareService")
        self.imaging_studies = AsyncImagingStudies(transport, "imaging-studies", "ImagingStudy")
        self.immunization_evaluations = AsyncImmunizationEvaluations(transport, "immunization-evaluations", "ImmunizationEvaluation")
        self.immunization_recommendations = AsyncImmunizationRecommendations(transport, "immunization-recommendations", "ImmunizationRecommendation")
        self.immunizations = AsyncImmunizations(transport, "immunizations", "Immunization")
        self.intakes = AsyncIntakes(transport, "intakes", "QuestionnaireResponse")
        self.invoices = AsyncInvoices(transport, "invoices", "Invoice")
        self.labs = AsyncLabs(transport, "labs", "DiagnosticReport")
        self.locations = AsyncLocations(transport, "locations", "Location")
        self.measure_reports = AsyncMeasureReports(transport, "measure-reports", "MeasureReport")
        self.measures = AsyncMeasures(transport, "measures", "Measure")
        self.media = AsyncMedia(transport, "media", "Media")
        self.medication_dispenses = AsyncMedicationDispenses(transport, "medication-dispenses", "MedicationDispense")
        self.medication_knowledge = AsyncMedicationKnowledge(transport, "medication-knowledge", "MedicationKnowledge")
        self.medication_statements = AsyncMedicationStatements(transport, "medication-statements", "MedicationStatement")
        self.medications = AsyncMedications(transport, "medications", "Medication")
        self.notes = AsyncNotes(transport, "notes", "DocumentReference")
        self.nutrition_orders = AsyncNutritionOrders(transport, "nutrition-orders", "NutritionOrder")
        self.observations = AsyncObservations(transport, "observations", "Observation")
        self.organizations = AsyncOrganizations(transport, "organizations", "Organization")
        self.patients = AsyncPatients(transport, "patients", "Patient")
        self.payment_notices = AsyncPaymentNotices(transport, "payment-notices", "PaymentNotice")
        self.payment_reconciliations = AsyncPaymentReconciliations(transport, "payment-reconciliations", "PaymentReconciliation")
        self.persons = AsyncPersons(transport, "persons", "Person")
        self.plan_definitions = AsyncPlanDefinitions(transport, "plan-definitions", "PlanDefinition")
        self.practitioner_roles = AsyncPractitionerRoles(transport, "practitioner-roles", "PractitionerRole")
        self.practitioners = AsyncPractitioners(transport, "practitioners", "Practitioner")
        self.prescriptions = AsyncPrescriptions(transport, "prescriptions", "MedicationRequest")
        self.risk_assessments = AsyncRiskAssessments(transport, "risk-assessments", "RiskAssessment")
        self.schedules = AsyncSchedules(transport, "schedules", "Schedule")
        self.service_requests = AsyncServiceRequests(transport, "service-requests", "ServiceRequest")
        self.slots = AsyncSlots(transport, "slots", "Slot")
        self.specimens = AsyncSpecimens(transport, "specimens", "Specimen")
        self.tasks = AsyncTasks(transport, "tasks", "Task")
        self.vision_prescriptions = AsyncVisionPrescriptions(transport, "vision-prescriptions", "VisionPrescription")
