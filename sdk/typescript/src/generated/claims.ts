// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf, Period, Quantity } from './shared.js';

/** As stored: FHIR Claim, in its simple form. */
export interface Claim {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  type: string;
  use: OneOf<'claim' | 'preauthorization' | 'predetermination'>;
  patientId: string;
  created?: string;
  providerId: string;
  insurerId?: string;
  priority: string;
  billablePeriod?: Period;
  diagnosis?: ClaimDiagnosis[];
  procedure?: ClaimProcedure[];
  insurance: ClaimInsurance[];
  item?: ClaimItem[];
  total?: Money;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ClaimCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At most 200 characters. */
  type: Coded;
  use: 'claim' | 'preauthorization' | 'predetermination';
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  providerId: string;
  /** At most 128 characters. */
  insurerId?: string;
  /** At most 50 characters. */
  priority: Coded;
  billablePeriod?: Period;
  /** At most 25 items. */
  diagnosis?: ClaimDiagnosis[];
  /** At most 25 items. */
  procedure?: ClaimProcedure[];
  /** At least 1 item. At most 10 items. */
  insurance: ClaimInsurance[];
  /** At most 50 items. */
  item?: ClaimItem[];
  total?: Money;
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface ClaimUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
}

export interface ClaimSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  use?: AnyOf<'claim' | 'preauthorization' | 'predetermination'>;
  providerId?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'priority' | '-priority' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ClaimDiagnosis {
  sequence: number;
  /** At most 500 characters. */
  code: string;
}

export interface ClaimProcedure {
  sequence: number;
  /** At most 500 characters. */
  code: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
}

export interface ClaimInsurance {
  sequence: number;
  focal: boolean;
  /** At most 128 characters. */
  coverageId: string;
}

export interface ClaimItem {
  sequence: number;
  /** At most 500 characters. */
  productOrService: string;
  quantity?: Quantity;
  unitPrice?: Money;
  net?: Money;
}
