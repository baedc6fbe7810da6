// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR AuditEvent, in its simple form. */
export interface AuditEvent {
  id: string;
  type: string;
  subtype?: string[];
  action?: OneOf<'C' | 'R' | 'U' | 'D' | 'E'>;
  recorded: string;
  outcome?: OneOf<'0' | '4' | '8' | '12'>;
  outcomeDesc?: string;
  purposeOfEvent?: string[];
  agent: AuditEventAgent[];
  source: AuditEventSource;
  entity?: AuditEventEntity[];
  createdAt: string;
  updatedAt: string;
}

export interface AuditEventCreateRequest {
  /** At most 200 characters. */
  type: string;
  /** At most 10 items. Each at most 200 characters. */
  subtype?: string[];
  /** At most 10 characters. */
  action?: 'C' | 'R' | 'U' | 'D' | 'E';
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  recorded: string;
  /** At most 10 characters. */
  outcome?: '0' | '4' | '8' | '12';
  /** At most 2000 characters. */
  outcomeDesc?: string;
  /** At most 10 items. Each at most 200 characters. */
  purposeOfEvent?: Coded[];
  /** At least 1 item. At most 20 items. */
  agent: AuditEventAgent[];
  source: AuditEventSource;
  /** At most 20 items. */
  entity?: AuditEventEntity[];
}

export interface AuditEventSearchParams extends ResourceSearchParams {
  action?: AnyOf<'C' | 'R' | 'U' | 'D' | 'E'>;
  outcome?: AnyOf<'0' | '4' | '8' | '12'>;
  agent?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'recorded' | '-recorded' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface AuditEventAgent {
  /** At most 500 characters. */
  who: string;
  /** At most 500 characters. */
  name?: string;
  requestor: boolean;
  /** At most 200 characters. */
  role?: string;
  /** At most 500 characters. */
  networkAddress?: string;
}

export interface AuditEventSource {
  /** At most 500 characters. */
  observer: string;
  /** At most 500 characters. */
  site?: string;
  /** At most 200 characters. */
  type?: string;
}

export interface AuditEventEntity {
  /** At most 500 characters. */
  what?: string;
  /** At most 200 characters. */
  type?: string;
  /** At most 200 characters. */
  role?: string;
  /** At most 500 characters. */
  name?: string;
  /** At most 2000 characters. */
  description?: string;
}
