// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR Specimen, in its simple form. */
export interface Specimen {
  id: string;
  status?: OneOf<'available' | 'unavailable' | 'unsatisfactory'>;
  type?: string;
  patientId: string;
  receivedTime?: string;
  parentIds?: string[];
  requestIds?: string[];
  collection?: SpecimenCollection;
  container?: SpecimenContainer[];
  condition?: string[];
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface SpecimenCreateRequest {
  status?: 'available' | 'unavailable' | 'unsatisfactory';
  /** At most 200 characters. */
  type?: Coded;
  /** At most 128 characters. */
  patientId: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  receivedTime?: string;
  /** At most 10 items. Each at most 128 characters. */
  parentIds?: string[];
  /** At most 10 items. Each at most 128 characters. */
  requestIds?: string[];
  collection?: SpecimenCollection;
  /** At most 20 items. */
  container?: SpecimenContainer[];
  /** At most 10 items. Each at most 200 characters. */
  condition?: Coded[];
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface SpecimenUpdateRequest {
  status?: 'available' | 'unavailable' | 'unsatisfactory' | null;
  /** At most 10 items. Each at most 200 characters. */
  condition?: Coded[] | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface SpecimenSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'available' | 'unavailable' | 'unsatisfactory'>;
  type?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'collection.collectedDateTime' | '-collection.collectedDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface SpecimenCollection {
  /** At most 128 characters. */
  collectorId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  collectedDateTime?: string;
  quantity?: Quantity;
  /** At most 200 characters. */
  method?: string;
  /** At most 200 characters. */
  bodySite?: string;
}

export interface SpecimenContainer {
  /** At most 500 characters. */
  description?: string;
  /** At most 200 characters. */
  type?: string;
  capacity?: Quantity;
  specimenQuantity?: Quantity;
}
