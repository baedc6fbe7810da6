// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR MedicationStatement, in its simple form. */
export interface MedicationStatement {
  id: string;
  status: OneOf<'active' | 'completed' | 'stopped' | 'on-hold' | 'intended' | 'not-taken'>;
  medication: Coded;
  patientId: string;
  encounterId?: string;
  statusReason?: string[];
  category?: string;
  effectiveDateTime?: string;
  effectivePeriod?: Period;
  dateAsserted?: string;
  informationSourceId?: string;
  reasonCode?: string[];
  dosageText?: string;
  note?: string;
  basedOn?: string[];
  partOf?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface MedicationStatementCreateRequest {
  status: 'active' | 'completed' | 'stopped' | 'on-hold' | 'intended' | 'not-taken';
  medication: Coded;
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** At most 10 items. Each at most 500 characters. */
  statusReason?: Coded[];
  /** At most 200 characters. */
  category?: Coded;
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string;
  effectivePeriod?: Period;
  /** An instant: 2025-01-15T09:00:00Z. */
  dateAsserted?: string;
  /** At most 128 characters. */
  informationSourceId?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 2000 characters. */
  dosageText?: string;
  /** At most 5000 characters. */
  note?: string;
  /** At most 10 items. Each at most 128 characters. */
  basedOn?: string[];
  /** At most 10 items. Each at most 128 characters. */
  partOf?: string[];
}

/** Only the given fields change; null removes one. */
export interface MedicationStatementUpdateRequest {
  status?: 'active' | 'completed' | 'stopped' | 'on-hold' | 'intended' | 'not-taken';
  /** At most 10 items. Each at most 500 characters. */
  statusReason?: Coded[] | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string | null;
  effectivePeriod?: Period | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface MedicationStatementSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'completed' | 'stopped' | 'on-hold' | 'intended' | 'not-taken'>;
  medication?: string;
  category?: string;
  sort?: OneOf<'date' | '-date' | 'effectiveDateTime' | '-effectiveDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
