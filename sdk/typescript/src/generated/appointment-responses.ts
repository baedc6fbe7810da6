// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR AppointmentResponse, in its simple form. */
export interface AppointmentResponse {
  id: string;
  appointmentId: string;
  participantStatus: OneOf<'accepted' | 'declined' | 'tentative' | 'needs-action'>;
  actorId?: string;
  participantType?: string;
  start?: string;
  end?: string;
  comment?: string;
  createdAt: string;
  updatedAt: string;
}

export interface AppointmentResponseCreateRequest {
  appointmentId: string;
  participantStatus: 'accepted' | 'declined' | 'tentative' | 'needs-action';
  actorId?: string;
  participantType?: Coded;
  /** An instant: 2025-01-15T09:00:00Z. */
  start?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  end?: string;
  /** At most 2000 characters. */
  comment?: string;
}

/** Only the given fields change; null removes one. */
export interface AppointmentResponseUpdateRequest {
  participantStatus?: 'accepted' | 'declined' | 'tentative' | 'needs-action';
  /** An instant: 2025-01-15T09:00:00Z. */
  start?: string | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  end?: string | null;
  /** At most 2000 characters. */
  comment?: string | null;
}

export interface AppointmentResponseSearchParams extends ResourceSearchParams {
  appointmentId?: string;
  actorId?: string;
  participantStatus?: AnyOf<'accepted' | 'declined' | 'tentative' | 'needs-action'>;
  sort?: OneOf<'date' | '-date' | 'start' | '-start' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
