// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR HealthcareService, in its simple form. */
export interface HealthcareService {
  id: string;
  name: string;
  active?: boolean;
  providedById?: string;
  category?: string[];
  type?: string[];
  specialty?: string[];
  locationNames?: string[];
  comment?: string;
  phone?: string;
  email?: string;
  appointmentRequired?: boolean;
  availableTime?: HealthcareServiceAvailableTime[];
  notAvailable?: HealthcareServiceNotAvailable[];
  availabilityExceptions?: string;
  program?: string[];
  referralMethod?: string[];
  communication?: string[];
  extraDetails?: string;
  createdAt: string;
  updatedAt: string;
}

export interface HealthcareServiceCreateRequest {
  /** At most 500 characters. */
  name: string;
  /** Default: true. */
  active?: boolean;
  providedById?: string;
  category?: Coded[];
  type?: Coded[];
  specialty?: Coded[];
  locationNames?: string[];
  /** At most 2000 characters. */
  comment?: string;
  phone?: string;
  email?: string;
  appointmentRequired?: boolean;
  availableTime?: HealthcareServiceAvailableTime[];
  notAvailable?: HealthcareServiceNotAvailable[];
  /** At most 1000 characters. */
  availabilityExceptions?: string;
  program?: Coded[];
  referralMethod?: Coded[];
  communication?: Coded[];
  extraDetails?: string;
}

/** Only the given fields change; null removes one. */
export interface HealthcareServiceUpdateRequest {
  /** At most 500 characters. */
  name?: string;
  active?: boolean | null;
  category?: Coded[] | null;
  type?: Coded[] | null;
  specialty?: Coded[] | null;
  /** At most 2000 characters. */
  comment?: string | null;
  phone?: string | null;
  email?: string | null;
  appointmentRequired?: boolean | null;
  availableTime?: HealthcareServiceAvailableTime[] | null;
  notAvailable?: HealthcareServiceNotAvailable[] | null;
  /** At most 1000 characters. */
  availabilityExceptions?: string | null;
  extraDetails?: string | null;
}

export interface HealthcareServiceSearchParams extends ResourceSearchParams {
  name?: string;
  type?: string;
  specialty?: string;
  active?: boolean;
  sort?: OneOf<'date' | '-date' | 'name' | '-name' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface HealthcareServiceAvailableTime {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  allDay?: boolean;
  /** A time of day: 09:30. */
  availableStartTime?: string;
  /** A time of day: 09:30. */
  availableEndTime?: string;
}

export interface HealthcareServiceNotAvailable {
  description: string;
  during?: Period;
}
