// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Address, Coded, OneOf } from './shared.js';

/** As stored: FHIR Organization, in its simple form. */
export interface Organization {
  id: string;
  name: string;
  active?: boolean;
  type?: string[];
  alias?: string[];
  phone?: string;
  email?: string;
  address?: Address;
  partOfId?: string;
  contact?: OrganizationContact[];
  createdAt: string;
  updatedAt: string;
}

export interface OrganizationCreateRequest {
  /** At most 500 characters. */
  name: string;
  /** Default: true. */
  active?: boolean;
  type?: Coded[];
  alias?: string[];
  phone?: string;
  email?: string;
  address?: Address;
  partOfId?: string;
  contact?: OrganizationContact[];
}

/** Only the given fields change; null removes one. */
export interface OrganizationUpdateRequest {
  /** At most 500 characters. */
  name?: string;
  active?: boolean | null;
  type?: Coded[] | null;
  alias?: string[] | null;
  phone?: string | null;
  email?: string | null;
  address?: Address | null;
  partOfId?: string | null;
  contact?: OrganizationContact[] | null;
}

export interface OrganizationSearchParams extends ResourceSearchParams {
  name?: string;
  type?: string;
  active?: boolean;
  sort?: OneOf<'date' | '-date' | 'name' | '-name' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface OrganizationContact {
  purpose?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  email?: string;
  address?: Address;
}
