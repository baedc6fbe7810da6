// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Coding, OneOf, Quantity } from './shared.js';

/** As stored: FHIR Observation, in its simple form. */
export interface Observation {
  id: string;
  status: OneOf<'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled'>;
  code: Coded;
  patientId: string;
  encounterId?: string;
  performerId?: string;
  effectiveDateTime?: string;
  issued?: string;
  valueQuantity?: Quantity;
  valueString?: string;
  valueCodeableConcept?: Coding;
  component?: ObservationComponent[];
  category?: string;
  interpretation?: string;
  referenceRange?: ObservationReferenceRange;
  bodySite?: string;
  method?: string;
  specimenId?: string;
  deviceId?: string;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ObservationCreateRequest {
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled';
  code: Coded;
  patientId: string;
  encounterId?: string;
  performerId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  issued?: string;
  valueQuantity?: Quantity;
  /** At most 2000 characters. */
  valueString?: string;
  valueCodeableConcept?: Coding;
  /** At most 20 items. */
  component?: ObservationComponent[];
  category?: Coded;
  /** At most 10 characters. */
  interpretation?: Coded;
  referenceRange?: ObservationReferenceRange;
  /** At most 200 characters. */
  bodySite?: Coded;
  /** At most 200 characters. */
  method?: Coded;
  specimenId?: string;
  deviceId?: string;
  /** At most 2000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface ObservationUpdateRequest {
  status?: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled';
  /** An instant: 2025-01-15T09:00:00Z. */
  issued?: string | null;
  valueQuantity?: Quantity | null;
  /** At most 2000 characters. */
  valueString?: string | null;
  /** At most 10 characters. */
  interpretation?: Coded | null;
  /** At most 2000 characters. */
  note?: string | null;
}

export interface ObservationSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled'>;
  dateFrom?: string;
  dateTo?: string;
  category?: string;
  sort?: OneOf<'date' | '-date' | 'effectiveDateTime' | '-effectiveDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ObservationComponent {
  code: Coded;
  valueQuantity?: Quantity;
  valueString?: string;
}

export interface ObservationReferenceRange {
  low?: Quantity;
  high?: Quantity;
  text?: string;
}
