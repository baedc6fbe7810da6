// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf } from './shared.js';

/** As stored: FHIR EnrollmentRequest, in its simple form. */
export interface EnrollmentRequest {
  id: string;
  status?: OneOf<'active' | 'cancelled' | 'draft'>;
  created?: string;
  insurerId?: string;
  providerId?: string;
  candidateId: string;
  coverageId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface EnrollmentRequestCreateRequest {
  /** Default: active. */
  status?: 'active' | 'cancelled' | 'draft';
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  insurerId?: string;
  /** At most 128 characters. */
  providerId?: string;
  /** At most 128 characters. */
  candidateId: string;
  /** At most 128 characters. */
  coverageId?: string;
}

/** Only the given fields change; null removes one. */
export interface EnrollmentRequestUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft' | null;
}

export interface EnrollmentRequestSearchParams extends ResourceSearchParams {
  candidateId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  insurerId?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
