// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR AllergyIntolerance, in its simple form. */
export interface Allergy {
  id: string;
  patientId: string;
  clinicalStatus?: OneOf<'active' | 'inactive' | 'resolved'>;
  verificationStatus?: OneOf<'unconfirmed' | 'confirmed' | 'refuted'>;
  type?: OneOf<'allergy' | 'intolerance'>;
  category?: ('food' | 'medication' | 'environment' | 'biologic')[];
  criticality?: OneOf<'low' | 'high' | 'unable-to-assess'>;
  code?: Coded;
  encounterId?: string;
  onsetDateTime?: string;
  onsetString?: string;
  recordedDate?: string;
  recorderId?: string;
  asserterId?: string;
  lastOccurrence?: string;
  note?: string;
  reaction?: AllergyReaction[];
  createdAt: string;
  updatedAt: string;
}

export interface AllergyCreateRequest {
  /** At most 128 characters. */
  patientId: string;
  /** Default: active. */
  clinicalStatus?: 'active' | 'inactive' | 'resolved';
  verificationStatus?: 'unconfirmed' | 'confirmed' | 'refuted';
  type?: 'allergy' | 'intolerance';
  /** At most 4 items. */
  category?: ('food' | 'medication' | 'environment' | 'biologic')[];
  criticality?: 'low' | 'high' | 'unable-to-assess';
  code?: Coded;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  onsetDateTime?: string;
  /** At most 500 characters. */
  onsetString?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  recordedDate?: string;
  /** At most 128 characters. */
  recorderId?: string;
  /** At most 128 characters. */
  asserterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  lastOccurrence?: string;
  /** At most 5000 characters. */
  note?: string;
  /** At most 20 items. */
  reaction?: AllergyReaction[];
}

/** Only the given fields change; null removes one. */
export interface AllergyUpdateRequest {
  clinicalStatus?: 'active' | 'inactive' | 'resolved' | null;
  verificationStatus?: 'unconfirmed' | 'confirmed' | 'refuted' | null;
  /** At most 5000 characters. */
  note?: string | null;
  /** At most 20 items. */
  reaction?: AllergyReaction[] | null;
}

export interface AllergySearchParams extends ResourceSearchParams {
  patientId?: string;
  clinicalStatus?: AnyOf<'active' | 'inactive' | 'resolved'>;
  type?: AnyOf<'allergy' | 'intolerance'>;
  category?: string;
  criticality?: AnyOf<'low' | 'high' | 'unable-to-assess'>;
  code?: string;
  sort?: OneOf<'date' | '-date' | 'recordedDate' | '-recordedDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface AllergyReaction {
  /** At most 500 characters. */
  substance?: string;
  /** At least 1 item. At most 20 items. Each at most 500 characters. */
  manifestation: string[];
  /** At most 2000 characters. */
  description?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  onset?: string;
  severity?: 'mild' | 'moderate' | 'severe';
  /** At most 200 characters. */
  exposureRoute?: string;
  /** At most 5000 characters. */
  note?: string;
}
