// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR Immunization, in its simple form. */
export interface Immunization {
  id: string;
  status: OneOf<'completed' | 'not-done'>;
  vaccineCode: Coded;
  patientId: string;
  encounterId?: string;
  occurrenceDateTime?: string;
  recorded?: string;
  primarySource?: boolean;
  manufacturer?: string;
  lotNumber?: string;
  expirationDate?: string;
  site?: string;
  route?: string;
  doseQuantity?: Quantity;
  performer?: ImmunizationPerformer[];
  note?: string;
  reasonCode?: string[];
  statusReason?: string;
  isSubpotent?: boolean;
  reaction?: ImmunizationReaction[];
  protocolApplied?: ImmunizationProtocolApplied[];
  createdAt: string;
  updatedAt: string;
}

export interface ImmunizationCreateRequest {
  status: 'completed' | 'not-done';
  vaccineCode: Coded;
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  occurrenceDateTime?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  recorded?: string;
  primarySource?: boolean;
  /** At most 500 characters. */
  manufacturer?: string;
  /** At most 100 characters. */
  lotNumber?: string;
  /** A date: 2025-01-15. At most 50 characters. */
  expirationDate?: string;
  /** At most 200 characters. */
  site?: Coded;
  /** At most 200 characters. */
  route?: Coded;
  doseQuantity?: Quantity;
  /** At most 10 items. */
  performer?: ImmunizationPerformer[];
  /** At most 5000 characters. */
  note?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 500 characters. */
  statusReason?: Coded;
  isSubpotent?: boolean;
  /** At most 10 items. */
  reaction?: ImmunizationReaction[];
  /** At most 10 items. */
  protocolApplied?: ImmunizationProtocolApplied[];
}

/** Only the given fields change; null removes one. */
export interface ImmunizationUpdateRequest {
  status?: 'completed' | 'not-done';
  /** At most 5000 characters. */
  note?: string | null;
  /** At most 500 characters. */
  statusReason?: Coded | null;
}

export interface ImmunizationSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'completed' | 'not-done'>;
  vaccineCode?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'occurrenceDateTime' | '-occurrenceDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ImmunizationPerformer {
  /** At most 200 characters. */
  function?: string;
  /** At most 128 characters. */
  actorId: string;
}

export interface ImmunizationReaction {
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  reported?: boolean;
}

export interface ImmunizationProtocolApplied {
  /** At most 200 characters. */
  series?: string;
  doseNumber?: number;
  seriesDoses?: number;
  /** At most 10 items. Each at most 200 characters. */
  targetDisease?: string[];
}
