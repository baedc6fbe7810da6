// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR ImmunizationEvaluation, in its simple form. */
export interface ImmunizationEvaluation {
  id: string;
  status: OneOf<'completed'>;
  patientId: string;
  date?: string;
  authorityId?: string;
  targetDisease: string;
  immunizationEventId: string;
  doseStatus: string;
  doseStatusReason?: string[];
  description?: string;
  series?: string;
  doseNumber?: number;
  seriesDoses?: number;
  createdAt: string;
  updatedAt: string;
}

export interface ImmunizationEvaluationCreateRequest {
  status: 'completed';
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  date?: string;
  /** At most 128 characters. */
  authorityId?: string;
  /** At most 500 characters. */
  targetDisease: Coded;
  /** At most 128 characters. */
  immunizationEventId: string;
  /** At most 200 characters. */
  doseStatus: Coded;
  /** At most 10 items. Each at most 500 characters. */
  doseStatusReason?: Coded[];
  /** At most 2000 characters. */
  description?: string;
  /** At most 200 characters. */
  series?: string;
  doseNumber?: number;
  seriesDoses?: number;
}

/** Only the given fields change; null removes one. */
export interface ImmunizationEvaluationUpdateRequest {
  status?: 'completed';
  /** At most 2000 characters. */
  description?: string | null;
}

export interface ImmunizationEvaluationSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'completed'>;
  immunizationEventId?: string;
  targetDisease?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
