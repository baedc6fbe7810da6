// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf } from './shared.js';

/** As stored: FHIR ClaimResponse, in its simple form. */
export interface ClaimResponse {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  type: string;
  use: OneOf<'claim' | 'preauthorization' | 'predetermination'>;
  patientId: string;
  created?: string;
  insurerId: string;
  requestId?: string;
  outcome: OneOf<'queued' | 'complete' | 'error' | 'partial'>;
  disposition?: string;
  preAuthRef?: string;
  payeeType?: string;
  item?: ClaimResponseItem[];
  total?: ClaimResponseTotal[];
  payment?: ClaimResponsePayment;
  processNote?: ClaimResponseProcessNote[];
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ClaimResponseCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At most 200 characters. */
  type: Coded;
  use: 'claim' | 'preauthorization' | 'predetermination';
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  insurerId: string;
  /** At most 128 characters. */
  requestId?: string;
  outcome: 'queued' | 'complete' | 'error' | 'partial';
  /** At most 2000 characters. */
  disposition?: string;
  /** At most 500 characters. */
  preAuthRef?: string;
  /** At most 200 characters. */
  payeeType?: Coded;
  /** At most 50 items. */
  item?: ClaimResponseItem[];
  /** At most 10 items. */
  total?: ClaimResponseTotal[];
  payment?: ClaimResponsePayment;
  /** At most 20 items. */
  processNote?: ClaimResponseProcessNote[];
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface ClaimResponseUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  /** At most 2000 characters. */
  disposition?: string | null;
}

export interface ClaimResponseSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  use?: AnyOf<'claim' | 'preauthorization' | 'predetermination'>;
  outcome?: AnyOf<'queued' | 'complete' | 'error' | 'partial'>;
  requestId?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ClaimResponseItem {
  itemSequence: number;
  adjudication: ClaimResponseItemAdjudication[];
}

export interface ClaimResponseItemAdjudication {
  /** At most 200 characters. */
  category: string;
  amount?: Money;
}

export interface ClaimResponseTotal {
  /** At most 200 characters. */
  category: string;
  amount: Money;
}

export interface ClaimResponsePayment {
  /** At most 200 characters. */
  type: string;
  amount: Money;
  /** A date: 2025-01-15. */
  date?: string;
}

export interface ClaimResponseProcessNote {
  number?: number;
  /** At most 2000 characters. */
  text: string;
}
