// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Account, in its simple form. */
export interface Account {
  id: string;
  status: OneOf<'active' | 'inactive' | 'on-hold'>;
  type?: string;
  name?: string;
  patientId?: string;
  servicePeriod?: Period;
  coverage?: AccountCoverage[];
  ownerId?: string;
  description?: string;
  guarantor?: AccountGuarantor[];
  partOfId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface AccountCreateRequest {
  status: 'active' | 'inactive' | 'on-hold';
  type?: Coded;
  /** At most 500 characters. */
  name?: string;
  patientId?: string;
  servicePeriod?: Period;
  coverage?: AccountCoverage[];
  ownerId?: string;
  /** At most 2000 characters. */
  description?: string;
  guarantor?: AccountGuarantor[];
  partOfId?: string;
}

/** Only the given fields change; null removes one. */
export interface AccountUpdateRequest {
  status?: 'active' | 'inactive' | 'on-hold';
  /** At most 500 characters. */
  name?: string | null;
  servicePeriod?: Period | null;
  coverage?: AccountCoverage[] | null;
  /** At most 2000 characters. */
  description?: string | null;
  guarantor?: AccountGuarantor[] | null;
}

export interface AccountSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'inactive' | 'on-hold'>;
  type?: string;
  ownerId?: string;
  sort?: OneOf<'date' | '-date' | 'servicePeriod.start' | '-servicePeriod.start' | 'start' | '-start' | 'status' | '-status' | 'name' | '-name' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface AccountCoverage {
  coverageId: string;
  priority?: number;
}

export interface AccountGuarantor {
  partyId: string;
  onHold?: boolean;
  period?: Period;
}
