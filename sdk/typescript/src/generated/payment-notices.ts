// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf } from './shared.js';

/** As stored: FHIR PaymentNotice, in its simple form. */
export interface PaymentNotice {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  created?: string;
  providerId?: string;
  paymentId: string;
  paymentDate?: string;
  payeeId?: string;
  recipientId: string;
  amount: Money;
  paymentStatus?: string;
  requestId?: string;
  responseId?: string;
  createdAt: string;
  updatedAt: string;
}

export interface PaymentNoticeCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  providerId?: string;
  /** At most 128 characters. */
  paymentId: string;
  /** A date: 2025-01-15. At most 50 characters. */
  paymentDate?: string;
  /** At most 128 characters. */
  payeeId?: string;
  /** At most 128 characters. */
  recipientId: string;
  amount: Money;
  /** At most 100 characters. */
  paymentStatus?: Coded;
  /** At most 128 characters. */
  requestId?: string;
  /** At most 128 characters. */
  responseId?: string;
}

/** Only the given fields change; null removes one. */
export interface PaymentNoticeUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  /** At most 100 characters. */
  paymentStatus?: Coded | null;
}

export interface PaymentNoticeSearchParams extends ResourceSearchParams {
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  dateFrom?: string;
  dateTo?: string;
  providerId?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
