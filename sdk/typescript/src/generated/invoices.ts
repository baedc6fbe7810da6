// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf } from './shared.js';

/** As stored: FHIR Invoice, in its simple form. */
export interface Invoice {
  id: string;
  status: OneOf<'draft' | 'issued' | 'balanced' | 'cancelled'>;
  patientId?: string;
  type?: string;
  recipientId?: string;
  date?: string;
  issuerId?: string;
  accountId?: string;
  participant?: InvoiceParticipant[];
  lineItem?: InvoiceLineItem[];
  totalNet?: Money;
  totalGross?: Money;
  paymentTerms?: string;
  cancelledReason?: string;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface InvoiceCreateRequest {
  status: 'draft' | 'issued' | 'balanced' | 'cancelled';
  /** At most 128 characters. */
  patientId?: string;
  /** At most 200 characters. */
  type?: Coded;
  /** At most 128 characters. */
  recipientId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  /** At most 128 characters. */
  issuerId?: string;
  /** At most 128 characters. */
  accountId?: string;
  /** At most 20 items. */
  participant?: InvoiceParticipant[];
  /** At most 50 items. */
  lineItem?: InvoiceLineItem[];
  totalNet?: Money;
  totalGross?: Money;
  /** At most 2000 characters. */
  paymentTerms?: string;
  /** At most 1000 characters. */
  cancelledReason?: string;
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface InvoiceUpdateRequest {
  status?: 'draft' | 'issued' | 'balanced' | 'cancelled';
  /** At most 1000 characters. */
  cancelledReason?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface InvoiceSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'issued' | 'balanced' | 'cancelled'>;
  issuerId?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface InvoiceParticipant {
  /** At most 200 characters. */
  role?: string;
  /** At most 128 characters. */
  actorId: string;
}

export interface InvoiceLineItem {
  sequence?: number;
  /** At most 500 characters. */
  chargeItemCode: string;
  /** At most 10 items. */
  priceComponent?: InvoiceLineItemPriceComponent[];
}

export interface InvoiceLineItemPriceComponent {
  /** At most 50 characters. */
  type: 'base' | 'surcharge' | 'deduction' | 'discount' | 'tax' | 'informational';
  amount?: Money;
}
