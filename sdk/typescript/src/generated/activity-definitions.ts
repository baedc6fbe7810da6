// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period, Quantity } from './shared.js';

/** As stored: FHIR ActivityDefinition, in its simple form. */
export interface ActivityDefinition {
  id: string;
  status: OneOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  description?: string;
  purpose?: string;
  usage?: string;
  kind?: OneOf<'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Claim' | 'CommunicationRequest' | 'Contract' | 'DeviceRequest' | 'EnrollmentRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'SupplyRequest' | 'Task' | 'VisionPrescription'>;
  code?: Coded;
  intent?: OneOf<'proposal' | 'plan' | 'directive' | 'order'>;
  priority?: OneOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  doNotPerform?: boolean;
  timingDateTime?: string;
  timingPeriod?: Period;
  locationId?: string;
  participant?: ActivityDefinitionParticipant[];
  quantity?: Quantity;
  bodySite?: string[];
  publisher?: string;
  date?: string;
  version?: string;
  url?: string;
  experimental?: boolean;
  topic?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface ActivityDefinitionCreateRequest {
  status: 'draft' | 'active' | 'retired';
  /** At most 500 characters. */
  name?: string;
  /** At most 500 characters. */
  title?: string;
  /** At most 5000 characters. */
  description?: string;
  /** At most 5000 characters. */
  purpose?: string;
  /** At most 5000 characters. */
  usage?: string;
  /** At most 100 characters. */
  kind?: 'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Claim' | 'CommunicationRequest' | 'Contract' | 'DeviceRequest' | 'EnrollmentRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'SupplyRequest' | 'Task' | 'VisionPrescription';
  code?: Coded;
  intent?: 'proposal' | 'plan' | 'directive' | 'order';
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  doNotPerform?: boolean;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  timingDateTime?: string;
  timingPeriod?: Period;
  /** At most 128 characters. */
  locationId?: string;
  /** At most 20 items. */
  participant?: ActivityDefinitionParticipant[];
  quantity?: Quantity;
  /** At most 10 items. Each at most 200 characters. */
  bodySite?: Coded[];
  /** At most 500 characters. */
  publisher?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  date?: string;
  /** At most 100 characters. */
  version?: string;
  /** At most 2000 characters. */
  url?: string;
  experimental?: boolean;
  /** At most 10 items. Each at most 200 characters. */
  topic?: Coded[];
}

/** Only the given fields change; null removes one. */
export interface ActivityDefinitionUpdateRequest {
  status?: 'draft' | 'active' | 'retired';
  /** At most 500 characters. */
  title?: string | null;
  /** At most 5000 characters. */
  description?: string | null;
  /** At most 100 characters. */
  version?: string | null;
}

export interface ActivityDefinitionSearchParams extends ResourceSearchParams {
  status?: AnyOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  kind?: AnyOf<'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Claim' | 'CommunicationRequest' | 'Contract' | 'DeviceRequest' | 'EnrollmentRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'SupplyRequest' | 'Task' | 'VisionPrescription'>;
  code?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'name' | '-name' | 'title' | '-title' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ActivityDefinitionParticipant {
  /** At most 100 characters. */
  type: 'patient' | 'practitioner' | 'related-person' | 'device';
  /** At most 200 characters. */
  role?: string;
}
