// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Money, OneOf, Quantity, Ratio } from './shared.js';

/** As stored: FHIR MedicationKnowledge, in its simple form. */
export interface MedicationKnowledge {
  id: string;
  code?: Coded;
  status?: OneOf<'active' | 'inactive'>;
  manufacturer?: string;
  doseForm?: string;
  amount?: Quantity;
  synonym?: string[];
  productType?: string[];
  ingredient?: MedicationKnowledgeIngredient[];
  preparationInstruction?: string;
  intendedRoute?: string[];
  cost?: MedicationKnowledgeCost[];
  packaging?: MedicationKnowledgePackaging;
  createdAt: string;
  updatedAt: string;
}

export interface MedicationKnowledgeCreateRequest {
  code?: Coded;
  /** Default: active. */
  status?: 'active' | 'inactive';
  /** At most 200 characters. */
  manufacturer?: string;
  /** At most 200 characters. */
  doseForm?: Coded;
  amount?: Quantity;
  /** At most 20 items. Each at most 200 characters. */
  synonym?: string[];
  /** At most 10 items. Each at most 200 characters. */
  productType?: Coded[];
  /** At most 50 items. */
  ingredient?: MedicationKnowledgeIngredient[];
  /** At most 5000 characters. */
  preparationInstruction?: string;
  /** At most 10 items. Each at most 200 characters. */
  intendedRoute?: Coded[];
  /** At most 20 items. */
  cost?: MedicationKnowledgeCost[];
  packaging?: MedicationKnowledgePackaging;
}

/** Only the given fields change; null removes one. */
export interface MedicationKnowledgeUpdateRequest {
  status?: 'active' | 'inactive' | null;
  /** At most 200 characters. */
  doseForm?: Coded | null;
  /** At most 5000 characters. */
  preparationInstruction?: string | null;
}

export interface MedicationKnowledgeSearchParams extends ResourceSearchParams {
  code?: string;
  status?: AnyOf<'active' | 'inactive'>;
  doseForm?: string;
  manufacturer?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface MedicationKnowledgeIngredient {
  item: Coded;
  isActive?: boolean;
  strength?: Ratio;
}

export interface MedicationKnowledgeCost {
  /** At most 200 characters. */
  type: string;
  /** At most 500 characters. */
  source?: string;
  cost: Money;
}

export interface MedicationKnowledgePackaging {
  /** At most 200 characters. */
  type?: string;
  quantity?: Quantity;
}
