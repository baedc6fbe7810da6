// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Schedule, in its simple form. */
export interface Schedule {
  id: string;
  active?: boolean;
  serviceCategory?: string[];
  serviceType?: string[];
  specialty?: string[];
  actorIds: string[];
  planningHorizon?: Period;
  comment?: string;
  createdAt: string;
  updatedAt: string;
}

export interface ScheduleCreateRequest {
  /** Default: true. */
  active?: boolean;
  /** At most 10 items. Each at most 200 characters. */
  serviceCategory?: Coded[];
  /** At most 10 items. Each at most 200 characters. */
  serviceType?: Coded[];
  /** At most 10 items. Each at most 200 characters. */
  specialty?: Coded[];
  /** At least 1 item. At most 20 items. */
  actorIds: string[];
  planningHorizon?: Period;
  /** At most 2000 characters. */
  comment?: string;
}

/** Only the given fields change; null removes one. */
export interface ScheduleUpdateRequest {
  active?: boolean | null;
  /** At most 10 items. Each at most 200 characters. */
  serviceCategory?: Coded[] | null;
  /** At most 10 items. Each at most 200 characters. */
  serviceType?: Coded[] | null;
  /** At most 10 items. Each at most 200 characters. */
  specialty?: Coded[] | null;
  /** At least 1 item. At most 20 items. */
  actorIds?: string[];
  planningHorizon?: Period | null;
  /** At most 2000 characters. */
  comment?: string | null;
}

export interface ScheduleSearchParams extends ResourceSearchParams {
  actorId?: string;
  serviceType?: string;
  specialty?: string;
  active?: boolean;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'planningHorizon.start' | '-planningHorizon.start' | 'start' | '-start' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
