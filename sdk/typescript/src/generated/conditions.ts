// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR Condition, in its simple form. */
export interface Condition {
  id: string;
  patientId: string;
  clinicalStatus?: OneOf<'active' | 'recurrence' | 'relapse' | 'inactive' | 'remission' | 'resolved'>;
  verificationStatus?: OneOf<'unconfirmed' | 'provisional' | 'differential' | 'confirmed' | 'refuted'>;
  category?: ('problem-list-item' | 'encounter-diagnosis')[];
  severity?: string;
  code?: Coded;
  bodySite?: string[];
  encounterId?: string;
  onsetDateTime?: string;
  onsetString?: string;
  abatementDateTime?: string;
  abatementString?: string;
  recordedDate?: string;
  recorderId?: string;
  asserterId?: string;
  stage?: ConditionStage[];
  evidence?: ConditionEvidence[];
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ConditionCreateRequest {
  /** At most 128 characters. */
  patientId: string;
  clinicalStatus?: 'active' | 'recurrence' | 'relapse' | 'inactive' | 'remission' | 'resolved';
  verificationStatus?: 'unconfirmed' | 'provisional' | 'differential' | 'confirmed' | 'refuted';
  /** At most 5 items. */
  category?: ('problem-list-item' | 'encounter-diagnosis')[];
  /** At most 200 characters. */
  severity?: Coded;
  code?: Coded;
  /** At most 10 items. Each at most 500 characters. */
  bodySite?: Coded[];
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  onsetDateTime?: string;
  /** At most 500 characters. */
  onsetString?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  abatementDateTime?: string;
  /** At most 500 characters. */
  abatementString?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  recordedDate?: string;
  /** At most 128 characters. */
  recorderId?: string;
  /** At most 128 characters. */
  asserterId?: string;
  /** At most 10 items. */
  stage?: ConditionStage[];
  /** At most 20 items. */
  evidence?: ConditionEvidence[];
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface ConditionUpdateRequest {
  clinicalStatus?: 'active' | 'recurrence' | 'relapse' | 'inactive' | 'remission' | 'resolved' | null;
  verificationStatus?: 'unconfirmed' | 'provisional' | 'differential' | 'confirmed' | 'refuted' | null;
  /** At most 200 characters. */
  severity?: Coded | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  abatementDateTime?: string | null;
  /** At most 500 characters. */
  abatementString?: string | null;
  /** At most 10 items. */
  stage?: ConditionStage[] | null;
  /** At most 20 items. */
  evidence?: ConditionEvidence[] | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface ConditionSearchParams extends ResourceSearchParams {
  patientId?: string;
  clinicalStatus?: AnyOf<'active' | 'recurrence' | 'relapse' | 'inactive' | 'remission' | 'resolved'>;
  verificationStatus?: AnyOf<'unconfirmed' | 'provisional' | 'differential' | 'confirmed' | 'refuted'>;
  category?: string;
  severity?: string;
  code?: string;
  sort?: OneOf<'date' | '-date' | 'onsetDateTime' | '-onsetDateTime' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ConditionStage {
  /** At most 500 characters. */
  summary?: string;
  /** At most 200 characters. */
  type?: string;
}

export interface ConditionEvidence {
  /** At most 10 items. Each at most 500 characters. */
  code?: string[];
  /** At most 10 items. Each at most 128 characters. */
  detailIds?: string[];
}
