// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { OneOf } from './shared.js';

/** As stored: FHIR ImmunizationRecommendation, in its simple form. */
export interface ImmunizationRecommendation {
  id: string;
  patientId: string;
  date: string;
  authorityId?: string;
  recommendation: ImmunizationRecommendationRecommendation[];
  createdAt: string;
  updatedAt: string;
}

export interface ImmunizationRecommendationCreateRequest {
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  date: string;
  /** At most 128 characters. */
  authorityId?: string;
  /** At least 1 item. At most 20 items. */
  recommendation: ImmunizationRecommendationRecommendation[];
}

export interface ImmunizationRecommendationSearchParams extends ResourceSearchParams {
  patientId?: string;
  vaccineCode?: string;
  targetDisease?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ImmunizationRecommendationRecommendation {
  /** At most 10 items. Each at most 500 characters. */
  vaccineCode?: string[];
  /** At most 200 characters. */
  targetDisease?: string;
  /** At most 200 characters. */
  forecastStatus: string;
  /** At most 10 items. Each at most 500 characters. */
  forecastReason?: string[];
  /** At most 2000 characters. */
  description?: string;
  /** At most 200 characters. */
  series?: string;
  doseNumber?: number;
  seriesDoses?: number;
  /** At most 10 items. */
  dateCriterion?: ImmunizationRecommendationRecommendationDateCriterion[];
}

export interface ImmunizationRecommendationRecommendationDateCriterion {
  /** At most 200 characters. */
  code: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  value: string;
}
