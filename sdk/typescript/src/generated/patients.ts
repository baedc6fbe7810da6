// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Address, AnyOf, Coded, OneOf, Photo } from './shared.js';

/** As stored: FHIR Patient, in its simple form. */
export interface Patient {
  id: string;
  firstName: string;
  lastName: string;
  email?: string;
  phone?: string;
  gender?: OneOf<'male' | 'female' | 'other' | 'unknown'>;
  birthDate?: string;
  address?: Address;
  maritalStatus?: string;
  photo?: Photo;
  contact?: PatientContact[];
  languages?: PatientLanguages[];
  generalPractitionerId?: string;
  active?: boolean;
  /** Made by the server. */
  fullName?: string;
  /** Made by the server. */
  middleName?: string;
  /** Made by the server. */
  prefix?: string;
  /** Made by the server. */
  suffix?: string;
  createdAt: string;
  updatedAt: string;
}

export interface PatientCreateRequest {
  /** At most 100 characters. */
  firstName: string;
  /** At most 100 characters. */
  lastName: string;
  email?: string;
  /** At most 20 characters. */
  phone?: string;
  gender?: 'male' | 'female' | 'other' | 'unknown';
  /** A date: 2025-01-15. */
  birthDate?: string;
  address?: Address;
  /** At most 50 characters. */
  maritalStatus?: Coded;
  photo?: Photo;
  /** At most 10 items. */
  contact?: PatientContact[];
  /** At most 20 items. */
  languages?: PatientLanguages[];
  generalPractitionerId?: string;
  /** Default: true. */
  active?: boolean;
}

/** Only the given fields change; null removes one. */
export interface PatientUpdateRequest {
  /** At most 100 characters. */
  firstName?: string;
  /** At most 100 characters. */
  lastName?: string;
  email?: string | null;
  /** At most 20 characters. */
  phone?: string | null;
  gender?: 'male' | 'female' | 'other' | 'unknown' | null;
  /** A date: 2025-01-15. */
  birthDate?: string | null;
  address?: Address | null;
  /** At most 50 characters. */
  maritalStatus?: Coded | null;
  photo?: Photo | null;
  /** At most 10 items. */
  contact?: PatientContact[] | null;
  /** At most 20 items. */
  languages?: PatientLanguages[] | null;
  generalPractitionerId?: string | null;
  active?: boolean | null;
}

export interface PatientSearchParams extends ResourceSearchParams {
  name?: string;
  email?: string;
  phone?: string;
  gender?: AnyOf<'male' | 'female' | 'other' | 'unknown'>;
  birthDate?: string;
  active?: boolean;
  sort?: OneOf<'date' | '-date' | 'lastName' | '-lastName' | 'birthDate' | '-birthDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PatientContact {
  relationship?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  email?: string;
  address?: Address;
}

export interface PatientLanguages {
  language: string;
  preferred?: boolean;
}
