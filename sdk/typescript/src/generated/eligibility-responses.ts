// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf, Period } from './shared.js';

/** As stored: FHIR CoverageEligibilityResponse, in its simple form. */
export interface EligibilityResponse {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[];
  patientId: string;
  created?: string;
  requestId: string;
  outcome: OneOf<'queued' | 'complete' | 'error' | 'partial'>;
  insurerId: string;
  disposition?: string;
  insurance?: EligibilityResponseInsurance[];
  preAuthRef?: string;
  error?: EligibilityResponseError[];
  createdAt: string;
  updatedAt: string;
}

export interface EligibilityResponseCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At least 1 item. At most 10 items. Each at most 100 characters. */
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[];
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  requestId: string;
  outcome: 'queued' | 'complete' | 'error' | 'partial';
  /** At most 128 characters. */
  insurerId: string;
  /** At most 2000 characters. */
  disposition?: string;
  /** At most 10 items. */
  insurance?: EligibilityResponseInsurance[];
  /** At most 500 characters. */
  preAuthRef?: string;
  /** At most 20 items. */
  error?: EligibilityResponseError[];
}

/** Only the given fields change; null removes one. */
export interface EligibilityResponseUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  /** At most 2000 characters. */
  disposition?: string | null;
}

export interface EligibilityResponseSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  outcome?: AnyOf<'queued' | 'complete' | 'error' | 'partial'>;
  requestId?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface EligibilityResponseInsurance {
  /** At most 128 characters. */
  coverageId: string;
  inforce?: boolean;
  benefitPeriod?: Period;
}

export interface EligibilityResponseError {
  /** At most 500 characters. */
  code: string;
}
