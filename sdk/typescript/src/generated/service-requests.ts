// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR ServiceRequest, in its simple form. */
export interface ServiceRequest {
  id: string;
  status: OneOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  intent: OneOf<'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'>;
  patientId: string;
  encounterId?: string;
  code?: Coded;
  category?: string[];
  priority?: OneOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  doNotPerform?: boolean;
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  asNeeded?: boolean;
  authoredOn?: string;
  requesterId?: string;
  performerType?: string;
  performerIds?: string[];
  reasonCode?: string[];
  bodySite?: string[];
  note?: string;
  patientInstruction?: string;
  basedOn?: string[];
  replaces?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface ServiceRequestCreateRequest {
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option';
  patientId: string;
  encounterId?: string;
  code?: Coded;
  category?: Coded[];
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  doNotPerform?: boolean;
  /** An instant: 2025-01-15T09:00:00Z. */
  occurrenceDateTime?: string;
  occurrencePeriod?: Period;
  asNeeded?: boolean;
  /** An instant: 2025-01-15T09:00:00Z. */
  authoredOn?: string;
  requesterId?: string;
  performerType?: Coded;
  performerIds?: string[];
  reasonCode?: Coded[];
  bodySite?: Coded[];
  /** At most 2000 characters. */
  note?: string;
  /** At most 2000 characters. */
  patientInstruction?: string;
  basedOn?: string[];
  replaces?: string[];
}

/** Only the given fields change; null removes one. */
export interface ServiceRequestUpdateRequest {
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  occurrenceDateTime?: string | null;
  occurrencePeriod?: Period | null;
  performerIds?: string[] | null;
  /** At most 2000 characters. */
  note?: string | null;
  /** At most 2000 characters. */
  patientInstruction?: string | null;
}

export interface ServiceRequestSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  priority?: AnyOf<'routine' | 'urgent' | 'asap' | 'stat'>;
  category?: string;
  requesterId?: string;
  performerId?: string;
  code?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'authoredOn' | '-authoredOn' | 'status' | '-status' | 'priority' | '-priority' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
