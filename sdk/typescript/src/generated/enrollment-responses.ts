// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf } from './shared.js';

/** As stored: FHIR EnrollmentResponse, in its simple form. */
export interface EnrollmentResponse {
  id: string;
  status?: OneOf<'active' | 'cancelled' | 'draft'>;
  requestId?: string;
  outcome?: OneOf<'queued' | 'complete' | 'error' | 'partial'>;
  disposition?: string;
  created?: string;
  organizationId?: string;
  requestProviderId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface EnrollmentResponseCreateRequest {
  /** Default: active. */
  status?: 'active' | 'cancelled' | 'draft';
  /** At most 128 characters. */
  requestId?: string;
  outcome?: 'queued' | 'complete' | 'error' | 'partial';
  /** At most 2000 characters. */
  disposition?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  organizationId?: string;
  /** At most 128 characters. */
  requestProviderId?: string;
}

/** Only the given fields change; null removes one. */
export interface EnrollmentResponseUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft' | null;
  /** At most 2000 characters. */
  disposition?: string | null;
}

export interface EnrollmentResponseSearchParams extends ResourceSearchParams {
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  outcome?: AnyOf<'queued' | 'complete' | 'error' | 'partial'>;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
