// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR RiskAssessment, in its simple form. */
export interface RiskAssessment {
  id: string;
  status: OneOf<'registered' | 'preliminary' | 'final' | 'amended'>;
  patientId: string;
  encounterId?: string;
  method?: string;
  code?: string;
  occurrenceDateTime?: string;
  conditionId?: string;
  performerId?: string;
  reasonCode?: string[];
  prediction?: RiskAssessmentPrediction[];
  mitigation?: string;
  note?: string;
  basedOnId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface RiskAssessmentCreateRequest {
  status: 'registered' | 'preliminary' | 'final' | 'amended';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** At most 200 characters. */
  method?: Coded;
  /** At most 200 characters. */
  code?: Coded;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  occurrenceDateTime?: string;
  /** At most 128 characters. */
  conditionId?: string;
  /** At most 128 characters. */
  performerId?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 20 items. */
  prediction?: RiskAssessmentPrediction[];
  /** At most 5000 characters. */
  mitigation?: string;
  /** At most 5000 characters. */
  note?: string;
  /** At most 128 characters. */
  basedOnId?: string;
}

/** Only the given fields change; null removes one. */
export interface RiskAssessmentUpdateRequest {
  status?: 'registered' | 'preliminary' | 'final' | 'amended';
  /** At most 20 items. */
  prediction?: RiskAssessmentPrediction[] | null;
  /** At most 5000 characters. */
  mitigation?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface RiskAssessmentSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'registered' | 'preliminary' | 'final' | 'amended'>;
  method?: string;
  conditionId?: string;
  sort?: OneOf<'date' | '-date' | 'occurrenceDateTime' | '-occurrenceDateTime' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface RiskAssessmentPrediction {
  /** At most 500 characters. */
  outcome?: string;
  /** From 0 up. At most 1. */
  probabilityDecimal?: number;
  /** At most 200 characters. */
  qualitativeRisk?: string;
  relativeRisk?: number;
  /** At most 2000 characters. */
  rationale?: string;
}
