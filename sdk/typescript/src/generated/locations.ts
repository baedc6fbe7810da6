// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { Address, AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR Location, in its simple form. */
export interface Location {
  id: string;
  name: string;
  status?: OneOf<'active' | 'suspended' | 'inactive'>;
  description?: string;
  mode?: OneOf<'instance' | 'kind'>;
  type?: string[];
  alias?: string[];
  phone?: string;
  email?: string;
  address?: Address;
  physicalType?: string;
  position?: LocationPosition;
  managingOrganizationId?: string;
  partOfId?: string;
  hoursOfOperation?: LocationHoursOfOperation[];
  availabilityExceptions?: string;
  createdAt: string;
  updatedAt: string;
}

export interface LocationCreateRequest {
  /** At most 500 characters. */
  name: string;
  status?: 'active' | 'suspended' | 'inactive';
  /** At most 2000 characters. */
  description?: string;
  mode?: 'instance' | 'kind';
  /** At most 10 items. Each at most 200 characters. */
  type?: Coded[];
  /** At most 10 items. Each at most 200 characters. */
  alias?: string[];
  /** At most 20 characters. */
  phone?: string;
  /** At most 200 characters. */
  email?: string;
  address?: Address;
  /** At most 200 characters. */
  physicalType?: Coded;
  position?: LocationPosition;
  managingOrganizationId?: string;
  partOfId?: string;
  /** At most 20 items. */
  hoursOfOperation?: LocationHoursOfOperation[];
  /** At most 2000 characters. */
  availabilityExceptions?: string;
}

/** Only the given fields change; null removes one. */
export interface LocationUpdateRequest {
  /** At most 500 characters. */
  name?: string;
  status?: 'active' | 'suspended' | 'inactive' | null;
  /** At most 2000 characters. */
  description?: string | null;
  mode?: 'instance' | 'kind' | null;
  /** At most 10 items. Each at most 200 characters. */
  type?: Coded[] | null;
  /** At most 10 items. Each at most 200 characters. */
  alias?: string[] | null;
  /** At most 20 characters. */
  phone?: string | null;
  /** At most 200 characters. */
  email?: string | null;
  address?: Address | null;
  /** At most 200 characters. */
  physicalType?: Coded | null;
  position?: LocationPosition | null;
  managingOrganizationId?: string | null;
  partOfId?: string | null;
  /** At most 20 items. */
  hoursOfOperation?: LocationHoursOfOperation[] | null;
  /** At most 2000 characters. */
  availabilityExceptions?: string | null;
}

export interface LocationSearchParams extends ResourceSearchParams {
  name?: string;
  status?: AnyOf<'active' | 'suspended' | 'inactive'>;
  type?: string;
  address?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'name' | '-name' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface LocationPosition {
  longitude: number;
  latitude: number;
  altitude?: number;
}

export interface LocationHoursOfOperation {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  allDay?: boolean;
  /** A time of day: 09:30. */
  openingTime?: string;
  /** A time of day: 09:30. */
  closingTime?: string;
}
