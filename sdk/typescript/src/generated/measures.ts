// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR Measure, in its simple form. */
export interface Measure {
  id: string;
  status: OneOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  description?: string;
  purpose?: string;
  usage?: string;
  publisher?: string;
  date?: string;
  version?: string;
  url?: string;
  experimental?: boolean;
  scoring?: string;
  type?: string[];
  riskAdjustment?: string;
  rationale?: string;
  clinicalRecommendationStatement?: string;
  guidance?: string;
  topic?: string[];
  group?: MeasureGroup[];
  createdAt: string;
  updatedAt: string;
}

export interface MeasureCreateRequest {
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
  /** At most 500 characters. */
  publisher?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  date?: string;
  /** At most 100 characters. */
  version?: string;
  /** At most 2000 characters. */
  url?: string;
  experimental?: boolean;
  /** At most 200 characters. */
  scoring?: Coded;
  /** At most 10 items. Each at most 200 characters. */
  type?: Coded[];
  /** At most 5000 characters. */
  riskAdjustment?: string;
  /** At most 5000 characters. */
  rationale?: string;
  /** At most 5000 characters. */
  clinicalRecommendationStatement?: string;
  /** At most 5000 characters. */
  guidance?: string;
  /** At most 10 items. Each at most 200 characters. */
  topic?: Coded[];
  /** At most 20 items. */
  group?: MeasureGroup[];
}

/** Only the given fields change; null removes one. */
export interface MeasureUpdateRequest {
  status?: 'draft' | 'active' | 'retired';
  /** At most 500 characters. */
  title?: string | null;
  /** At most 5000 characters. */
  description?: string | null;
  /** At most 100 characters. */
  version?: string | null;
}

export interface MeasureSearchParams extends ResourceSearchParams {
  status?: AnyOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  topic?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'name' | '-name' | 'title' | '-title' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface MeasureGroup {
  /** At most 200 characters. */
  code?: string;
  /** At most 2000 characters. */
  description?: string;
}
