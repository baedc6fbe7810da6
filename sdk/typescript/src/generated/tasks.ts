// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Task, in its simple form. */
export interface Task {
  id: string;
  status: OneOf<'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed'>;
  intent: OneOf<'unknown' | 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'>;
  statusReason?: string;
  businessStatus?: string;
  priority?: OneOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  code?: string;
  description?: string;
  focusId?: string;
  patientId?: string;
  encounterId?: string;
  executionPeriod?: Period;
  authoredOn?: string;
  requesterId?: string;
  ownerId?: string;
  reasonCode?: string;
  note?: string;
  basedOn?: string[];
  partOf?: string[];
  input?: TaskInput[];
  output?: TaskOutput[];
  restriction?: TaskRestriction;
  createdAt: string;
  updatedAt: string;
}

export interface TaskCreateRequest {
  status: 'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed';
  intent: 'unknown' | 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option';
  /** At most 500 characters. */
  statusReason?: Coded;
  /** At most 200 characters. */
  businessStatus?: Coded;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  /** At most 200 characters. */
  code?: Coded;
  /** At most 2000 characters. */
  description?: string;
  focusId?: string;
  patientId?: string;
  encounterId?: string;
  executionPeriod?: Period;
  /** An instant: 2025-01-15T09:00:00Z. */
  authoredOn?: string;
  requesterId?: string;
  ownerId?: string;
  /** At most 500 characters. */
  reasonCode?: Coded;
  /** At most 2000 characters. */
  note?: string;
  basedOn?: string[];
  partOf?: string[];
  input?: TaskInput[];
  output?: TaskOutput[];
  restriction?: TaskRestriction;
}

/** Only the given fields change; null removes one. */
export interface TaskUpdateRequest {
  status?: 'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed';
  /** At most 500 characters. */
  statusReason?: Coded | null;
  /** At most 200 characters. */
  businessStatus?: Coded | null;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | null;
  /** At most 2000 characters. */
  description?: string | null;
  executionPeriod?: Period | null;
  ownerId?: string | null;
  /** At most 2000 characters. */
  note?: string | null;
  output?: TaskOutput[] | null;
}

export interface TaskSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed'>;
  ownerId?: string;
  requesterId?: string;
  priority?: AnyOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  code?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'authoredOn' | '-authoredOn' | 'status' | '-status' | 'priority' | '-priority' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface TaskInput {
  type: string;
  valueString?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  /** A date: 2025-01-15. */
  valueDate?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  valueDateTime?: string;
  valueReference?: string;
}

export interface TaskOutput {
  type: string;
  valueString?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  /** A date: 2025-01-15. */
  valueDate?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  valueDateTime?: string;
  valueReference?: string;
}

export interface TaskRestriction {
  repetitions?: number;
  period?: Period;
  recipientIds?: string[];
}
