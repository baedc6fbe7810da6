// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Address, Coded, OneOf, Period, Photo } from './shared.js';

/** As stored: FHIR Practitioner, in its simple form. */
export interface Practitioner {
  id: string;
  firstName: string;
  lastName: string;
  prefix?: string[];
  suffix?: string[];
  email?: string;
  phone?: string;
  gender?: OneOf<'male' | 'female' | 'other' | 'unknown'>;
  birthDate?: string;
  npi?: string;
  specialty?: string;
  qualifications?: PractitionerQualifications[];
  languages?: string[];
  address?: Address;
  photo?: Photo;
  active?: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface PractitionerCreateRequest {
  /** At most 100 characters. */
  firstName: string;
  /** At most 100 characters. */
  lastName: string;
  prefix?: string[];
  suffix?: string[];
  email?: string;
  /** At most 20 characters. */
  phone?: string;
  gender?: 'male' | 'female' | 'other' | 'unknown';
  /** A date: 2025-01-15. */
  birthDate?: string;
  /** At most 20 characters. */
  npi?: string;
  /** At most 200 characters. */
  specialty?: string;
  /** At most 20 items. */
  qualifications?: PractitionerQualifications[];
  languages?: Coded[];
  address?: Address;
  photo?: Photo;
  /** Default: true. */
  active?: boolean;
}

/** Only the given fields change; null removes one. */
export interface PractitionerUpdateRequest {
  /** At most 100 characters. */
  firstName?: string;
  /** At most 100 characters. */
  lastName?: string;
  prefix?: string[] | null;
  suffix?: string[] | null;
  email?: string | null;
  /** At most 20 characters. */
  phone?: string | null;
  gender?: 'male' | 'female' | 'other' | 'unknown' | null;
  /** A date: 2025-01-15. */
  birthDate?: string | null;
  /** At most 200 characters. */
  specialty?: string | null;
  /** At most 20 items. */
  qualifications?: PractitionerQualifications[] | null;
  languages?: Coded[] | null;
  address?: Address | null;
  photo?: Photo | null;
  active?: boolean | null;
}

export interface PractitionerSearchParams extends ResourceSearchParams {
  name?: string;
  specialty?: string;
  npi?: string;
  active?: boolean;
  sort?: OneOf<'date' | '-date' | 'lastName' | '-lastName' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PractitionerQualifications {
  /** At most 200 characters. */
  name: string;
  /** At most 200 characters. */
  issuer?: string;
  period?: Period;
  /** At most 100 characters. */
  identifier?: string;
}
