// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf, Period, Quantity } from './shared.js';

/** As stored: FHIR ChargeItem, in its simple form. */
export interface ChargeItem {
  id: string;
  status: OneOf<'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed'>;
  code: Coded;
  patientId: string;
  encounterId?: string;
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  performer?: ChargeItemPerformer[];
  performingOrganizationId?: string;
  requestingOrganizationId?: string;
  quantity?: Quantity;
  bodySite?: string[];
  priceOverride?: Money;
  overrideReason?: string;
  enteredDate?: string;
  reason?: string[];
  accountIds?: string[];
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ChargeItemCreateRequest {
  status: 'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed';
  code: Coded;
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  /** At most 20 items. */
  performer?: ChargeItemPerformer[];
  /** At most 128 characters. */
  performingOrganizationId?: string;
  /** At most 128 characters. */
  requestingOrganizationId?: string;
  quantity?: Quantity;
  /** At most 10 items. Each at most 500 characters. */
  bodySite?: Coded[];
  priceOverride?: Money;
  /** At most 2000 characters. */
  overrideReason?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  enteredDate?: string;
  /** At most 10 items. Each at most 500 characters. */
  reason?: Coded[];
  /** At most 10 items. Each at most 128 characters. */
  accountIds?: string[];
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface ChargeItemUpdateRequest {
  status?: 'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed';
  /** At most 5000 characters. */
  note?: string | null;
}

export interface ChargeItemSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed'>;
  code?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'occurrenceDateTime' | '-occurrenceDateTime' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ChargeItemPerformer {
  /** At most 200 characters. */
  function?: string;
  /** At most 128 characters. */
  actorId: string;
}
