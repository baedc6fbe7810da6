// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Attachment, Coded, OneOf } from './shared.js';

/** As stored: FHIR Media, in its simple form. */
export interface Media {
  id: string;
  status: OneOf<'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed'>;
  type?: string;
  modality?: string;
  view?: string;
  patientId?: string;
  encounterId?: string;
  createdDateTime?: string;
  issued?: string;
  operatorId?: string;
  reasonCode?: string[];
  bodySite?: string;
  deviceName?: string;
  deviceId?: string;
  height?: number;
  width?: number;
  frames?: number;
  duration?: number;
  content: Attachment;
  note?: string;
  basedOn?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface MediaCreateRequest {
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed';
  /** At most 200 characters. */
  type?: Coded;
  /** At most 200 characters. */
  modality?: Coded;
  /** At most 200 characters. */
  view?: Coded;
  /** At most 128 characters. */
  patientId?: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  createdDateTime?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  issued?: string;
  /** At most 128 characters. */
  operatorId?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 200 characters. */
  bodySite?: Coded;
  /** At most 500 characters. */
  deviceName?: string;
  /** At most 128 characters. */
  deviceId?: string;
  height?: number;
  width?: number;
  frames?: number;
  duration?: number;
  content: Attachment;
  /** At most 5000 characters. */
  note?: string;
  /** At most 10 items. Each at most 128 characters. */
  basedOn?: string[];
}

/** Only the given fields change; null removes one. */
export interface MediaUpdateRequest {
  status?: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed';
  /** At most 5000 characters. */
  note?: string | null;
}

export interface MediaSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed'>;
  type?: string;
  modality?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'createdDateTime' | '-createdDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
