// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Ratio } from './shared.js';

/** As stored: FHIR Medication, in its simple form. */
export interface Medication {
  id: string;
  code: Coded;
  status?: OneOf<'active' | 'inactive'>;
  form?: string;
  manufacturer?: string;
  amount?: Ratio;
  ingredient?: MedicationIngredient[];
  batch?: MedicationBatch;
  createdAt: string;
  updatedAt: string;
}

export interface MedicationCreateRequest {
  code: Coded;
  status?: 'active' | 'inactive';
  /** At most 100 characters. */
  form?: Coded;
  /** At most 200 characters. */
  manufacturer?: string;
  amount?: Ratio;
  ingredient?: MedicationIngredient[];
  batch?: MedicationBatch;
}

/** Only the given fields change; null removes one. */
export interface MedicationUpdateRequest {
  status?: 'active' | 'inactive' | null;
  /** At most 100 characters. */
  form?: Coded | null;
  /** At most 200 characters. */
  manufacturer?: string | null;
  batch?: MedicationBatch | null;
}

export interface MedicationSearchParams extends ResourceSearchParams {
  status?: AnyOf<'active' | 'inactive'>;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface MedicationIngredient {
  item: Coded;
  isActive?: boolean;
  strength?: Ratio;
}

export interface MedicationBatch {
  lotNumber?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  expirationDate?: string;
}
