// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR Goal, in its simple form. */
export interface Goal {
  id: string;
  lifecycleStatus: OneOf<'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'rejected'>;
  description: string;
  patientId: string;
  achievementStatus?: OneOf<'in-progress' | 'improving' | 'worsening' | 'no-change' | 'achieved' | 'sustaining' | 'not-achieved' | 'no-progress' | 'not-attainable'>;
  category?: string[];
  priority?: OneOf<'high-priority' | 'medium-priority' | 'low-priority'>;
  startDate?: string;
  target?: GoalTarget[];
  statusDate?: string;
  statusReason?: string;
  expressedById?: string;
  addressesIds?: string[];
  note?: string;
  outcomeCode?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface GoalCreateRequest {
  lifecycleStatus: 'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'rejected';
  /** At most 2000 characters. */
  description: Coded;
  /** At most 128 characters. */
  patientId: string;
  achievementStatus?: 'in-progress' | 'improving' | 'worsening' | 'no-change' | 'achieved' | 'sustaining' | 'not-achieved' | 'no-progress' | 'not-attainable';
  /** At most 10 items. Each at most 200 characters. */
  category?: Coded[];
  priority?: 'high-priority' | 'medium-priority' | 'low-priority';
  /** A date: 2025-01-15. */
  startDate?: string;
  /** At most 20 items. */
  target?: GoalTarget[];
  /** A date: 2025-01-15. */
  statusDate?: string;
  /** At most 2000 characters. */
  statusReason?: string;
  /** At most 128 characters. */
  expressedById?: string;
  /** At most 20 items. Each at most 200 characters. */
  addressesIds?: string[];
  /** At most 5000 characters. */
  note?: string;
  /** At most 20 items. Each at most 500 characters. */
  outcomeCode?: Coded[];
}

/** Only the given fields change; null removes one. */
export interface GoalUpdateRequest {
  lifecycleStatus?: 'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'rejected';
  achievementStatus?: 'in-progress' | 'improving' | 'worsening' | 'no-change' | 'achieved' | 'sustaining' | 'not-achieved' | 'no-progress' | 'not-attainable' | null;
  /** At most 20 items. */
  target?: GoalTarget[] | null;
  /** At most 2000 characters. */
  statusReason?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface GoalSearchParams extends ResourceSearchParams {
  patientId?: string;
  lifecycleStatus?: AnyOf<'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'rejected'>;
  achievementStatus?: AnyOf<'in-progress' | 'improving' | 'worsening' | 'no-change' | 'achieved' | 'sustaining' | 'not-achieved' | 'no-progress' | 'not-attainable'>;
  category?: string;
  sort?: OneOf<'date' | '-date' | 'startDate' | '-startDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface GoalTarget {
  /** At most 500 characters. */
  measure?: string;
  /** At most 1000 characters. */
  detailString?: string;
  detailQuantity?: Quantity;
  /** A date: 2025-01-15. */
  dueDate?: string;
}
