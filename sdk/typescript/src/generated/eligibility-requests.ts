// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf, Period } from './shared.js';

/** As stored: FHIR CoverageEligibilityRequest, in its simple form. */
export interface EligibilityRequest {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[];
  patientId: string;
  created?: string;
  insurerId: string;
  providerId?: string;
  servicedDate?: string;
  servicedPeriod?: Period;
  insurance?: EligibilityRequestInsurance[];
  item?: EligibilityRequestItem[];
  createdAt: string;
  updatedAt: string;
}

export interface EligibilityRequestCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At least 1 item. At most 10 items. Each at most 100 characters. */
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[];
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  insurerId: string;
  /** At most 128 characters. */
  providerId?: string;
  /** A date: 2025-01-15. At most 50 characters. */
  servicedDate?: string;
  servicedPeriod?: Period;
  /** At most 10 items. */
  insurance?: EligibilityRequestInsurance[];
  /** At most 25 items. */
  item?: EligibilityRequestItem[];
}

/** Only the given fields change; null removes one. */
export interface EligibilityRequestUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
}

export interface EligibilityRequestSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface EligibilityRequestInsurance {
  focal?: boolean;
  /** At most 128 characters. */
  coverageId: string;
}

export interface EligibilityRequestItem {
  /** At most 500 characters. */
  category?: string;
  /** At most 500 characters. */
  productOrService?: string;
}
