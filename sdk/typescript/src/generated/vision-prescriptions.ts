// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, OneOf } from './shared.js';

/** As stored: FHIR VisionPrescription, in its simple form. */
export interface VisionPrescription {
  id: string;
  status: OneOf<'active' | 'cancelled' | 'draft'>;
  patientId: string;
  encounterId?: string;
  created?: string;
  dateWritten: string;
  prescriberId: string;
  lensSpecification: VisionPrescriptionLensSpecification[];
  createdAt: string;
  updatedAt: string;
}

export interface VisionPrescriptionCreateRequest {
  status: 'active' | 'cancelled' | 'draft';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  created?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  dateWritten: string;
  /** At most 128 characters. */
  prescriberId: string;
  /** At least 1 item. At most 10 items. */
  lensSpecification: VisionPrescriptionLensSpecification[];
}

/** Only the given fields change; null removes one. */
export interface VisionPrescriptionUpdateRequest {
  status?: 'active' | 'cancelled' | 'draft';
}

export interface VisionPrescriptionSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'active' | 'cancelled' | 'draft'>;
  prescriberId?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'dateWritten' | '-dateWritten' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface VisionPrescriptionLensSpecification {
  /** At most 200 characters. */
  product: string;
  eye: 'right' | 'left';
  sphere?: number;
  cylinder?: number;
  axis?: number;
  add?: number;
  power?: number;
  backCurve?: number;
  diameter?: number;
  /** At most 100 characters. */
  color?: string;
  /** At most 200 characters. */
  brand?: string;
  /** At most 2000 characters. */
  note?: string;
  /** At most 4 items. */
  prism?: VisionPrescriptionLensSpecificationPrism[];
}

export interface VisionPrescriptionLensSpecificationPrism {
  amount: number;
  base: 'up' | 'down' | 'in' | 'out';
}
