// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR MedicationDispense, in its simple form. */
export interface MedicationDispense {
  id: string;
  status: OneOf<'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'stopped' | 'declined'>;
  medication: Coded;
  patientId: string;
  encounterId?: string;
  statusReasonCodeableConcept?: string;
  category?: string;
  performer?: MedicationDispensePerformer[];
  locationId?: string;
  authorizingPrescriptionIds?: string[];
  type?: string;
  quantity?: Quantity;
  daysSupply?: number;
  whenPrepared?: string;
  whenHandedOver?: string;
  dosageText?: string;
  substitution?: MedicationDispenseSubstitution;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface MedicationDispenseCreateRequest {
  status: 'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'stopped' | 'declined';
  medication: Coded;
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** At most 500 characters. */
  statusReasonCodeableConcept?: Coded;
  /** At most 200 characters. */
  category?: Coded;
  /** At most 20 items. */
  performer?: MedicationDispensePerformer[];
  /** At most 128 characters. */
  locationId?: string;
  /** At most 10 items. Each at most 128 characters. */
  authorizingPrescriptionIds?: string[];
  /** At most 200 characters. */
  type?: Coded;
  quantity?: Quantity;
  daysSupply?: number;
  /** An instant: 2025-01-15T09:00:00Z. */
  whenPrepared?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  whenHandedOver?: string;
  /** At most 2000 characters. */
  dosageText?: string;
  substitution?: MedicationDispenseSubstitution;
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface MedicationDispenseUpdateRequest {
  status?: 'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'stopped' | 'declined';
  /** At most 500 characters. */
  statusReasonCodeableConcept?: Coded | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface MedicationDispenseSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'stopped' | 'declined'>;
  medication?: string;
  sort?: OneOf<'date' | '-date' | 'whenHandedOver' | '-whenHandedOver' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface MedicationDispensePerformer {
  /** At most 200 characters. */
  function?: string;
  /** At most 128 characters. */
  actorId: string;
}

export interface MedicationDispenseSubstitution {
  wasSubstituted: boolean;
  /** At most 200 characters. */
  type?: string;
  /** At most 500 characters. */
  reason?: string;
}
