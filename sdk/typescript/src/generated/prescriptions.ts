// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR MedicationRequest, in its simple form. */
export interface Prescription {
  id: string;
  patientId: string;
  prescriberId: string;
  encounterId?: string;
  medication: Coded;
  intent?: OneOf<'proposal' | 'plan' | 'order' | 'original-order'>;
  status?: OneOf<'active' | 'on-hold' | 'cancelled' | 'completed' | 'draft'>;
  statusReason?: string;
  priority?: OneOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  category?: string;
  doNotPerform?: boolean;
  authoredOn?: string;
  dosageText?: string;
  dosage?: PrescriptionDosage;
  refills?: number;
  quantity?: Quantity;
  supplyDays?: number;
  substitutionAllowed?: boolean;
  reason?: string;
  note?: string;
  performerId?: string;
  courseOfTherapy?: string;
  priorPrescriptionId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface PrescriptionCreateRequest {
  patientId: string;
  prescriberId: string;
  encounterId?: string;
  medication: Coded;
  /** Default: order. */
  intent?: 'proposal' | 'plan' | 'order' | 'original-order';
  /** Default: active. */
  status?: 'active' | 'on-hold' | 'cancelled' | 'completed' | 'draft';
  /** At most 500 characters. */
  statusReason?: Coded;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  /** At most 200 characters. */
  category?: Coded;
  doNotPerform?: boolean;
  /** An instant: 2025-01-15T09:00:00Z. */
  authoredOn?: string;
  /** At most 1000 characters. */
  dosageText?: string;
  dosage?: PrescriptionDosage;
  /** From 0 up. At most 99. */
  refills?: number;
  quantity?: Quantity;
  supplyDays?: number;
  substitutionAllowed?: boolean;
  /** At most 500 characters. */
  reason?: Coded;
  /** At most 2000 characters. */
  note?: string;
  performerId?: string;
  /** At most 200 characters. */
  courseOfTherapy?: Coded;
  priorPrescriptionId?: string;
}

/** Only the given fields change; null removes one. */
export interface PrescriptionUpdateRequest {
  status?: 'active' | 'on-hold' | 'cancelled' | 'completed' | 'stopped' | null;
  /** At most 500 characters. */
  statusReason?: Coded | null;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | null;
  /** At most 1000 characters. */
  dosageText?: string | null;
  /** From 0 up. At most 99. */
  refills?: number | null;
  quantity?: Quantity | null;
  supplyDays?: number | null;
  /** At most 2000 characters. */
  note?: string | null;
  performerId?: string | null;
}

export interface PrescriptionSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'on-hold' | 'cancelled' | 'completed' | 'draft'>;
  prescriberId?: string;
  medication?: string;
  sort?: OneOf<'date' | '-date' | 'authoredOn' | '-authoredOn' | 'status' | '-status' | 'priority' | '-priority' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PrescriptionDosage {
  dose?: Quantity;
  frequency?: number;
  period?: number;
  periodUnit?: 'h' | 'd' | 'wk' | 'mo';
  route?: string;
}
