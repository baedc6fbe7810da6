// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR Device, in its simple form. */
export interface Device {
  id: string;
  deviceName: string;
  status?: OneOf<'active' | 'inactive'>;
  manufacturer?: string;
  modelNumber?: string;
  serialNumber?: string;
  lotNumber?: string;
  manufactureDate?: string;
  expirationDate?: string;
  type?: string;
  patientId?: string;
  ownerId?: string;
  locationId?: string;
  url?: string;
  note?: string;
  parentId?: string;
  udiCarrier?: DeviceUdiCarrier[];
  safety?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface DeviceCreateRequest {
  /** At most 500 characters. */
  deviceName: string;
  status?: 'active' | 'inactive';
  /** At most 500 characters. */
  manufacturer?: string;
  /** At most 200 characters. */
  modelNumber?: string;
  /** At most 200 characters. */
  serialNumber?: string;
  /** At most 200 characters. */
  lotNumber?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  manufactureDate?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  expirationDate?: string;
  /** At most 200 characters. */
  type?: Coded;
  /** At most 128 characters. */
  patientId?: string;
  /** At most 128 characters. */
  ownerId?: string;
  /** At most 128 characters. */
  locationId?: string;
  /** At most 2000 characters. */
  url?: string;
  /** At most 5000 characters. */
  note?: string;
  /** At most 128 characters. */
  parentId?: string;
  /** At most 10 items. */
  udiCarrier?: DeviceUdiCarrier[];
  /** At most 20 items. Each at most 200 characters. */
  safety?: Coded[];
}

/** Only the given fields change; null removes one. */
export interface DeviceUpdateRequest {
  status?: 'active' | 'inactive' | null;
  /** At most 128 characters. */
  patientId?: string | null;
  /** At most 128 characters. */
  locationId?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface DeviceSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'inactive'>;
  type?: string;
  manufacturer?: string;
  modelNumber?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface DeviceUdiCarrier {
  /** At most 200 characters. */
  deviceIdentifier?: string;
  /** At most 500 characters. */
  carrierHRF?: string;
}
