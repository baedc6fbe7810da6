// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Money, OneOf, Period } from './shared.js';

/** As stored: FHIR PaymentReconciliation, in its simple form. */
export interface PaymentReconciliation {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  created?: string;
  paymentIssuerId?: string;
  requestId?: string;
  requestorId?: string;
  outcome?: OneOf<'queued' | 'complete' | 'error' | 'partial'>;
  disposition?: string;
  paymentDate: string;
  paymentAmount: Money;
  period?: Period;
  detail?: PaymentReconciliationDetail[];
  processNote?: PaymentReconciliationProcessNote[];
  createdAt: string;
  updatedAt: string;
}

export interface PaymentReconciliationCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  paymentIssuerId?: string;
  /** At most 128 characters. */
  requestId?: string;
  /** At most 128 characters. */
  requestorId?: string;
  outcome?: 'queued' | 'complete' | 'error' | 'partial';
  /** At most 2000 characters. */
  disposition?: string;
  /** A date: 2025-01-15. At most 50 characters. */
  paymentDate: string;
  paymentAmount: Money;
  period?: Period;
  /** At most 50 items. */
  detail?: PaymentReconciliationDetail[];
  /** At most 20 items. */
  processNote?: PaymentReconciliationProcessNote[];
}

/** Only the given fields change; null removes one. */
export interface PaymentReconciliationUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  outcome?: 'queued' | 'complete' | 'error' | 'partial' | null;
  /** At most 2000 characters. */
  disposition?: string | null;
}

export interface PaymentReconciliationSearchParams extends ResourceSearchParams {
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  dateFrom?: string;
  dateTo?: string;
  outcome?: AnyOf<'queued' | 'complete' | 'error' | 'partial'>;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PaymentReconciliationDetail {
  /** At most 200 characters. */
  type: string;
  /** At most 128 characters. */
  requestId?: string;
  /** At most 128 characters. */
  submitterId?: string;
  /** At most 128 characters. */
  payeeId?: string;
  /** A date: 2025-01-15. At most 50 characters. */
  date?: string;
  amount?: Money;
}

export interface PaymentReconciliationProcessNote {
  /** At most 50 characters. */
  type?: 'display' | 'print' | 'printoper';
  /** At most 5000 characters. */
  text: string;
}
