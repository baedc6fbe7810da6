// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Appointment, in its simple form. */
export interface Appointment {
  id: string;
  status: OneOf<'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'checked-in' | 'waitlist'>;
  patientId: string;
  practitionerId?: string;
  start?: string;
  end?: string;
  minutesDuration?: number;
  appointmentType?: string;
  serviceType?: string;
  serviceCategory?: string;
  specialty?: string;
  reasonCode?: string;
  priority?: number;
  description?: string;
  comment?: string;
  patientInstruction?: string;
  cancelationReason?: string;
  basedOnId?: string;
  requestedPeriod?: Period[];
  created?: string;
  createdAt: string;
  updatedAt: string;
}

export interface AppointmentCreateRequest {
  status: 'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'checked-in' | 'waitlist';
  patientId: string;
  practitionerId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  start?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  end?: string;
  /** At most 1440. */
  minutesDuration?: number;
  /** At most 100 characters. */
  appointmentType?: Coded;
  /** At most 200 characters. */
  serviceType?: Coded;
  /** At most 200 characters. */
  serviceCategory?: Coded;
  /** At most 200 characters. */
  specialty?: Coded;
  /** At most 500 characters. */
  reasonCode?: Coded;
  /** From 0 up. At most 9. */
  priority?: number;
  /** At most 2000 characters. */
  description?: string;
  /** At most 2000 characters. */
  comment?: string;
  /** At most 2000 characters. */
  patientInstruction?: string;
  /** At most 500 characters. */
  cancelationReason?: Coded;
  basedOnId?: string;
  requestedPeriod?: Period[];
  /** An instant: 2025-01-15T09:00:00Z. */
  created?: string;
}

/** Only the given fields change; null removes one. */
export interface AppointmentUpdateRequest {
  status?: 'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'checked-in' | 'waitlist';
  /** An instant: 2025-01-15T09:00:00Z. */
  start?: string | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  end?: string | null;
  /** At most 1440. */
  minutesDuration?: number | null;
  /** At most 100 characters. */
  appointmentType?: Coded | null;
  /** At most 200 characters. */
  serviceType?: Coded | null;
  /** At most 200 characters. */
  specialty?: Coded | null;
  /** At most 500 characters. */
  reasonCode?: Coded | null;
  /** From 0 up. At most 9. */
  priority?: number | null;
  /** At most 2000 characters. */
  description?: string | null;
  /** At most 2000 characters. */
  comment?: string | null;
  /** At most 2000 characters. */
  patientInstruction?: string | null;
  /** At most 500 characters. */
  cancelationReason?: Coded | null;
}

export interface AppointmentSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'checked-in' | 'waitlist'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}
