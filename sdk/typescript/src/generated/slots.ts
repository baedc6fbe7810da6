// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR Slot, in its simple form. */
export interface Slot {
  id: string;
  scheduleId: string;
  status: OneOf<'busy' | 'free' | 'busy-unavailable' | 'busy-tentative'>;
  start: string;
  end: string;
  serviceCategory?: string;
  serviceType?: string;
  specialty?: string;
  appointmentType?: string;
  overbooked?: boolean;
  comment?: string;
  createdAt: string;
  updatedAt: string;
}

export interface SlotCreateRequest {
  scheduleId: string;
  status: 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative';
  /** An instant: 2025-01-15T09:00:00Z. */
  start: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  end: string;
  /** At most 200 characters. */
  serviceCategory?: Coded;
  /** At most 200 characters. */
  serviceType?: Coded;
  /** At most 200 characters. */
  specialty?: Coded;
  /** At most 200 characters. */
  appointmentType?: Coded;
  overbooked?: boolean;
  /** At most 2000 characters. */
  comment?: string;
}

/** Only the given fields change; null removes one. */
export interface SlotUpdateRequest {
  status?: 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative';
  overbooked?: boolean | null;
  /** At most 2000 characters. */
  comment?: string | null;
}

export interface SlotSearchParams extends ResourceSearchParams {
  scheduleId?: string;
  status?: AnyOf<'busy' | 'free' | 'busy-unavailable' | 'busy-tentative'>;
  serviceType?: string;
  specialty?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
