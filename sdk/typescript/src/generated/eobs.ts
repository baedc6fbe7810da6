// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf, Period, Quantity } from './shared.js';

/** As stored: FHIR ExplanationOfBenefit, in its simple form. */
export interface ExplanationOfBenefit {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  type: string;
  use: OneOf<'claim' | 'preauthorization' | 'predetermination'>;
  patientId: string;
  created?: string;
  insurerId: string;
  providerId: string;
  outcome: OneOf<'queued' | 'complete' | 'error' | 'partial'>;
  disposition?: string;
  claimId?: string;
  claimResponseId?: string;
  billablePeriod?: Period;
  insurance: ExplanationOfBenefitInsurance[];
  item?: ExplanationOfBenefitItem[];
  total?: ExplanationOfBenefitTotal[];
  payment?: ExplanationOfBenefitPayment;
  processNote?: ExplanationOfBenefitProcessNote[];
  createdAt: string;
  updatedAt: string;
}

export interface ExplanationOfBenefitCreateRequest {
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
  providerId: string;
  outcome: 'queued' | 'complete' | 'error' | 'partial';
  /** At most 2000 characters. */
  disposition?: string;
  /** At most 128 characters. */
  claimId?: string;
  /** At most 128 characters. */
  claimResponseId?: string;
  billablePeriod?: Period;
  /** At least 1 item. At most 10 items. */
  insurance: ExplanationOfBenefitInsurance[];
  /** At most 50 items. */
  item?: ExplanationOfBenefitItem[];
  /** At most 10 items. */
  total?: ExplanationOfBenefitTotal[];
  payment?: ExplanationOfBenefitPayment;
  /** At most 20 items. */
  processNote?: ExplanationOfBenefitProcessNote[];
}

/** Only the given fields change; null removes one. */
export interface ExplanationOfBenefitUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
  /** At most 2000 characters. */
  disposition?: string | null;
}

export interface ExplanationOfBenefitSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  use?: AnyOf<'claim' | 'preauthorization' | 'predetermination'>;
  outcome?: AnyOf<'queued' | 'complete' | 'error' | 'partial'>;
  claimId?: string;
  sort?: OneOf<'date' | '-date' | 'created' | '-created' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ExplanationOfBenefitInsurance {
  focal: boolean;
  /** At most 128 characters. */
  coverageId: string;
}

export interface ExplanationOfBenefitItem {
  sequence: number;
  /** At most 500 characters. */
  productOrService: string;
  quantity?: Quantity;
  unitPrice?: Money;
  net?: Money;
  /** At most 20 items. */
  adjudication?: ExplanationOfBenefitItemAdjudication[];
}

export interface ExplanationOfBenefitItemAdjudication {
  /** At most 200 characters. */
  category: string;
  amount?: Money;
}

export interface ExplanationOfBenefitTotal {
  /** At most 200 characters. */
  category: string;
  amount: Money;
}

export interface ExplanationOfBenefitPayment {
  /** At most 200 characters. */
  type?: string;
  amount?: Money;
  /** A date: 2025-01-15. */
  date?: string;
}

export interface ExplanationOfBenefitProcessNote {
  number?: number;
  /** At most 2000 characters. */
  text: string;
}
