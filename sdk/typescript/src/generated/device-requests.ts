// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR DeviceRequest, in its simple form. */
export interface DeviceRequest {
  id: string;
  intent: OneOf<'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'>;
  code: Coded;
  patientId: string;
  status?: OneOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  encounterId?: string;
  priority?: OneOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  authoredOn?: string;
  requesterId?: string;
  performerId?: string;
  performerType?: string;
  reasonCode?: string[];
  note?: string;
  basedOn?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface DeviceRequestCreateRequest {
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option';
  code: Coded;
  /** At most 128 characters. */
  patientId: string;
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  /** At most 128 characters. */
  encounterId?: string;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  /** An instant: 2025-01-15T09:00:00Z. */
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  /** An instant: 2025-01-15T09:00:00Z. */
  authoredOn?: string;
  /** At most 128 characters. */
  requesterId?: string;
  /** At most 128 characters. */
  performerId?: string;
  /** At most 200 characters. */
  performerType?: Coded;
  /** At most 20 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 5000 characters. */
  note?: string;
  /** At most 20 items. Each at most 200 characters. */
  basedOn?: string[];
}

/** Only the given fields change; null removes one. */
export interface DeviceRequestUpdateRequest {
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | null;
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface DeviceRequestSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  intent?: AnyOf<'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'>;
  code?: string;
  sort?: OneOf<'date' | '-date' | 'authoredOn' | '-authoredOn' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
