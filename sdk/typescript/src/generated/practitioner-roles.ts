// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR PractitionerRole, in its simple form. */
export interface PractitionerRole {
  id: string;
  practitionerId: string;
  role: string;
  organizationName?: string;
  specialty?: string[];
  locationName?: string;
  phone?: string;
  email?: string;
  period?: Period;
  availableTime?: PractitionerRoleAvailableTime[];
  notAvailable?: PractitionerRoleNotAvailable[];
  availabilityExceptions?: string;
  availableDays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  availableStartTime?: string;
  availableEndTime?: string;
  active?: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface PractitionerRoleCreateRequest {
  practitionerId: string;
  /** At most 100 characters. */
  role: Coded;
  /** At most 200 characters. */
  organizationName?: string;
  specialty?: Coded[];
  /** At most 200 characters. */
  locationName?: string;
  phone?: string;
  email?: string;
  period?: Period;
  availableTime?: PractitionerRoleAvailableTime[];
  notAvailable?: PractitionerRoleNotAvailable[];
  /** At most 1000 characters. */
  availabilityExceptions?: string;
  availableDays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  /** A time of day: 09:30. */
  availableStartTime?: string;
  /** A time of day: 09:30. */
  availableEndTime?: string;
  /** Default: true. */
  active?: boolean;
}

/** Only the given fields change; null removes one. */
export interface PractitionerRoleUpdateRequest {
  practitionerId?: string;
  /** At most 100 characters. */
  role?: Coded;
  /** At most 200 characters. */
  organizationName?: string | null;
  specialty?: Coded[] | null;
  /** At most 200 characters. */
  locationName?: string | null;
  phone?: string | null;
  email?: string | null;
  period?: Period | null;
  availableTime?: PractitionerRoleAvailableTime[] | null;
  notAvailable?: PractitionerRoleNotAvailable[] | null;
  /** At most 1000 characters. */
  availabilityExceptions?: string | null;
  availableDays?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | null;
  /** A time of day: 09:30. */
  availableStartTime?: string | null;
  /** A time of day: 09:30. */
  availableEndTime?: string | null;
  active?: boolean | null;
}

export interface PractitionerRoleSearchParams extends ResourceSearchParams {
  status?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'period.start' | '-period.start' | 'start' | '-start' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PractitionerRoleAvailableTime {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  allDay?: boolean;
  /** A time of day: 09:30. */
  availableStartTime?: string;
  /** A time of day: 09:30. */
  availableEndTime?: string;
}

export interface PractitionerRoleNotAvailable {
  /** At most 500 characters. */
  description: string;
  during?: Period;
}
