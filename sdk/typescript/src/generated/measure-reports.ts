// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf, Period, Quantity } from './shared.js';

/** As stored: FHIR MeasureReport, in its simple form. */
export interface MeasureReport {
  id: string;
  status: OneOf<'complete' | 'pending' | 'error'>;
  type: OneOf<'individual' | 'subject-list' | 'summary' | 'data-collection'>;
  measureId: string;
  patientId?: string;
  date?: string;
  reporterId?: string;
  period: Period;
  group?: MeasureReportGroup[];
  createdAt: string;
  updatedAt: string;
}

export interface MeasureReportCreateRequest {
  status: 'complete' | 'pending' | 'error';
  type: 'individual' | 'subject-list' | 'summary' | 'data-collection';
  /** At most 2000 characters. */
  measureId: string;
  /** At most 128 characters. */
  patientId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 50 characters. */
  date?: string;
  /** At most 128 characters. */
  reporterId?: string;
  period: Period;
  /** At most 20 items. */
  group?: MeasureReportGroup[];
}

/** Only the given fields change; null removes one. */
export interface MeasureReportUpdateRequest {
  status?: 'complete' | 'pending' | 'error';
}

export interface MeasureReportSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'complete' | 'pending' | 'error'>;
  measureId?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface MeasureReportGroup {
  /** At most 200 characters. */
  code?: string;
  /** At most 20 items. */
  population?: MeasureReportGroupPopulation[];
  measureScore?: Quantity;
}

export interface MeasureReportGroupPopulation {
  /** At most 200 characters. */
  code?: string;
  count?: number;
}
