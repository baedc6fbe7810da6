// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR DeviceUseStatement, in its simple form. */
export interface DeviceUseStatement {
  id: string;
  status: OneOf<'active' | 'completed' | 'on-hold' | 'intended' | 'stopped' | 'entered-in-error'>;
  patientId: string;
  deviceId: string;
  timingDateTime?: string;
  timingPeriod?: Period;
  recordedOn?: string;
  sourceId?: string;
  reasonCode?: string[];
  bodySite?: string;
  note?: string;
  basedOn?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface DeviceUseStatementCreateRequest {
  status: 'active' | 'completed' | 'on-hold' | 'intended' | 'stopped' | 'entered-in-error';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  deviceId: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  timingDateTime?: string;
  timingPeriod?: Period;
  /** An instant: 2025-01-15T09:00:00Z. */
  recordedOn?: string;
  /** At most 128 characters. */
  sourceId?: string;
  /** At most 20 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 200 characters. */
  bodySite?: Coded;
  /** At most 5000 characters. */
  note?: string;
  /** At most 20 items. Each at most 200 characters. */
  basedOn?: string[];
}

/** Only the given fields change; null removes one. */
export interface DeviceUseStatementUpdateRequest {
  status?: 'active' | 'completed' | 'on-hold' | 'intended' | 'stopped' | 'entered-in-error';
  /** At most 5000 characters. */
  note?: string | null;
}

export interface DeviceUseStatementSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'completed' | 'on-hold' | 'intended' | 'stopped' | 'entered-in-error'>;
  deviceId?: string;
  sort?: OneOf<'date' | '-date' | 'recordedOn' | '-recordedOn' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
