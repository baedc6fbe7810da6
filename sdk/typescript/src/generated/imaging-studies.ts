// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR ImagingStudy, in its simple form. */
export interface ImagingStudy {
  id: string;
  status: OneOf<'registered' | 'available' | 'cancelled'>;
  patientId: string;
  encounterId?: string;
  modality?: string[];
  started?: string;
  referrerId?: string;
  interpreterIds?: string[];
  numberOfSeries?: number;
  numberOfInstances?: number;
  procedureCode?: string[];
  locationId?: string;
  reasonCode?: string[];
  description?: string;
  note?: string;
  basedOn?: string[];
  series?: ImagingStudySeries[];
  createdAt: string;
  updatedAt: string;
}

export interface ImagingStudyCreateRequest {
  status: 'registered' | 'available' | 'cancelled';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** At most 20 items. Each at most 50 characters. */
  modality?: string[];
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  started?: string;
  /** At most 128 characters. */
  referrerId?: string;
  /** At most 10 items. Each at most 128 characters. */
  interpreterIds?: string[];
  numberOfSeries?: number;
  numberOfInstances?: number;
  /** At most 10 items. Each at most 500 characters. */
  procedureCode?: Coded[];
  /** At most 128 characters. */
  locationId?: string;
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 2000 characters. */
  description?: string;
  /** At most 5000 characters. */
  note?: string;
  /** At most 10 items. Each at most 128 characters. */
  basedOn?: string[];
  /** At most 50 items. */
  series?: ImagingStudySeries[];
}

/** Only the given fields change; null removes one. */
export interface ImagingStudyUpdateRequest {
  status?: 'registered' | 'available' | 'cancelled';
  /** At most 2000 characters. */
  description?: string | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface ImagingStudySearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'registered' | 'available' | 'cancelled'>;
  modality?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'started' | '-started' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ImagingStudySeries {
  /** At most 200 characters. */
  uid: string;
  number?: number;
  /** At most 50 characters. */
  modality: string;
  /** At most 500 characters. */
  description?: string;
  numberOfInstances?: number;
  /** At most 200 characters. */
  bodySite?: string;
  /** At most 100 characters. */
  laterality?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  started?: string;
}
