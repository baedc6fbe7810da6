// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Address, OneOf, Photo } from './shared.js';

/** As stored: FHIR Person, in its simple form. */
export interface Person {
  id: string;
  firstName: string;
  lastName: string;
  phone?: string;
  email?: string;
  gender?: OneOf<'male' | 'female' | 'other' | 'unknown'>;
  birthDate?: string;
  address?: Address;
  photo?: Photo;
  managingOrganizationId?: string;
  active?: boolean;
  link?: PersonLink[];
  createdAt: string;
  updatedAt: string;
}

export interface PersonCreateRequest {
  /** At most 100 characters. */
  firstName: string;
  /** At most 100 characters. */
  lastName: string;
  /** At most 20 characters. */
  phone?: string;
  /** At most 200 characters. */
  email?: string;
  gender?: 'male' | 'female' | 'other' | 'unknown';
  /** A date: 2025-01-15. */
  birthDate?: string;
  address?: Address;
  photo?: Photo;
  managingOrganizationId?: string;
  /** Default: true. */
  active?: boolean;
  /** At most 20 items. */
  link?: PersonLink[];
}

/** Only the given fields change; null removes one. */
export interface PersonUpdateRequest {
  /** At most 100 characters. */
  firstName?: string;
  /** At most 100 characters. */
  lastName?: string;
  /** At most 20 characters. */
  phone?: string | null;
  /** At most 200 characters. */
  email?: string | null;
  gender?: 'male' | 'female' | 'other' | 'unknown' | null;
  /** A date: 2025-01-15. */
  birthDate?: string | null;
  address?: Address | null;
  photo?: Photo | null;
  managingOrganizationId?: string | null;
  active?: boolean | null;
  /** At most 20 items. */
  link?: PersonLink[] | null;
}

export interface PersonSearchParams extends ResourceSearchParams {
  name?: string;
  email?: string;
  phone?: string;
  active?: boolean;
  sort?: OneOf<'date' | '-date' | 'birthDate' | '-birthDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PersonLink {
  targetId: string;
  assurance?: 'level1' | 'level2' | 'level3' | 'level4';
}
