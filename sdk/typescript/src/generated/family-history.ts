// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR FamilyMemberHistory, in its simple form. */
export interface FamilyMemberHistory {
  id: string;
  status: OneOf<'partial' | 'completed' | 'health-unknown'>;
  patientId: string;
  date?: string;
  name?: string;
  relationship: string;
  sex?: string;
  bornDate?: string;
  ageString?: string;
  estimatedAge?: boolean;
  deceasedBoolean?: boolean;
  deceasedDate?: string;
  reasonCode?: string[];
  note?: string;
  condition?: FamilyMemberHistoryCondition[];
  createdAt: string;
  updatedAt: string;
}

export interface FamilyMemberHistoryCreateRequest {
  status: 'partial' | 'completed' | 'health-unknown';
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  /** At most 200 characters. */
  name?: string;
  /** At most 200 characters. */
  relationship: Coded;
  /** At most 50 characters. */
  sex?: Coded;
  /** A date: 2025-01-15. */
  bornDate?: string;
  /** At most 100 characters. */
  ageString?: string;
  estimatedAge?: boolean;
  deceasedBoolean?: boolean;
  /** A date: 2025-01-15. */
  deceasedDate?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 2000 characters. */
  note?: string;
  /** At most 20 items. */
  condition?: FamilyMemberHistoryCondition[];
}

/** Only the given fields change; null removes one. */
export interface FamilyMemberHistoryUpdateRequest {
  status?: 'partial' | 'completed' | 'health-unknown';
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string | null;
  /** At most 200 characters. */
  name?: string | null;
  /** At most 200 characters. */
  relationship?: Coded;
  /** At most 50 characters. */
  sex?: Coded | null;
  deceasedBoolean?: boolean | null;
  /** A date: 2025-01-15. */
  deceasedDate?: string | null;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[] | null;
  /** At most 2000 characters. */
  note?: string | null;
  /** At most 20 items. */
  condition?: FamilyMemberHistoryCondition[] | null;
}

export interface FamilyMemberHistorySearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'partial' | 'completed' | 'health-unknown'>;
  relationship?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface FamilyMemberHistoryCondition {
  /** At most 500 characters. */
  code: string;
  /** At most 500 characters. */
  outcome?: string;
  contributedToDeath?: boolean;
  /** At most 200 characters. */
  onsetString?: string;
  /** At most 2000 characters. */
  note?: string;
}
