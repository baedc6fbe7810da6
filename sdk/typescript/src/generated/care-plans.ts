// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR CarePlan, in its simple form. */
export interface CarePlan {
  id: string;
  status: OneOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  intent: OneOf<'proposal' | 'plan' | 'order' | 'option'>;
  patientId: string;
  encounterId?: string;
  title?: string;
  description?: string;
  category?: string[];
  period?: Period;
  created?: string;
  authorId?: string;
  contributorIds?: string[];
  careTeamIds?: string[];
  addressesIds?: string[];
  goalIds?: string[];
  note?: string;
  activity?: CarePlanActivity[];
  basedOn?: string[];
  replaces?: string[];
  partOf?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface CarePlanCreateRequest {
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  intent: 'proposal' | 'plan' | 'order' | 'option';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** At most 500 characters. */
  title?: string;
  /** At most 5000 characters. */
  description?: string;
  /** At most 10 items. Each at most 200 characters. */
  category?: Coded[];
  period?: Period;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  created?: string;
  /** At most 128 characters. */
  authorId?: string;
  /** At most 20 items. Each at most 128 characters. */
  contributorIds?: string[];
  /** At most 20 items. Each at most 128 characters. */
  careTeamIds?: string[];
  /** At most 20 items. Each at most 128 characters. */
  addressesIds?: string[];
  /** At most 20 items. Each at most 128 characters. */
  goalIds?: string[];
  /** At most 5000 characters. */
  note?: string;
  /** At most 50 items. */
  activity?: CarePlanActivity[];
  /** At most 10 items. Each at most 128 characters. */
  basedOn?: string[];
  /** At most 10 items. Each at most 128 characters. */
  replaces?: string[];
  /** At most 10 items. Each at most 128 characters. */
  partOf?: string[];
}

/** Only the given fields change; null removes one. */
export interface CarePlanUpdateRequest {
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  /** At most 500 characters. */
  title?: string | null;
  /** At most 5000 characters. */
  description?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
  /** At most 50 items. */
  activity?: CarePlanActivity[] | null;
}

export interface CarePlanSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  category?: string;
  authorId?: string;
  sort?: OneOf<'date' | '-date' | 'period.start' | '-period.start' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface CarePlanActivity {
  /** At most 2000 characters. */
  description: string;
  /** At most 50 characters. */
  status: 'not-started' | 'scheduled' | 'in-progress' | 'on-hold' | 'completed' | 'cancelled' | 'stopped' | 'unknown' | 'entered-in-error';
  /** At most 200 characters. */
  code?: string;
  /** At most 500 characters. */
  scheduledString?: string;
  /** At most 128 characters. */
  performerId?: string;
  /** At most 128 characters. */
  referenceId?: string;
}
