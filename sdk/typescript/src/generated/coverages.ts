// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Coverage, in its simple form. */
export interface Coverage {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  patientId: string;
  type?: string;
  subscriberId?: string;
  subscriberRef?: string;
  policyHolderRef?: string;
  relationship?: string;
  period?: Period;
  payorIds: string[];
  class?: CoverageClass[];
  order?: number;
  network?: string;
  dependent?: string;
  subrogation?: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface CoverageCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At most 128 characters. */
  patientId: string;
  /** At most 200 characters. */
  type?: Coded;
  /** At most 200 characters. */
  subscriberId?: string;
  /** At most 200 characters. */
  subscriberRef?: string;
  /** At most 200 characters. */
  policyHolderRef?: string;
  /** At most 100 characters. */
  relationship?: Coded;
  period?: Period;
  /** At least 1 item. At most 10 items. Each at most 128 characters. */
  payorIds: string[];
  /** At most 20 items. */
  class?: CoverageClass[];
  order?: number;
  /** At most 500 characters. */
  network?: string;
  /** At most 200 characters. */
  dependent?: string;
  subrogation?: boolean;
}

/** Only the given fields change; null removes one. */
export interface CoverageUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  period?: Period | null;
  /** At most 500 characters. */
  network?: string | null;
}

export interface CoverageSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  type?: string;
  payorId?: string;
  sort?: OneOf<'date' | '-date' | 'period.start' | '-period.start' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface CoverageClass {
  /** At most 200 characters. */
  type: string;
  /** At most 200 characters. */
  value: string;
  /** At most 500 characters. */
  name?: string;
}
