// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Quantity } from './shared.js';

/** As stored: FHIR NutritionOrder, in its simple form. */
export interface NutritionOrder {
  id: string;
  status: OneOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  intent: OneOf<'proposal' | 'plan' | 'directive' | 'order'>;
  patientId: string;
  encounterId?: string;
  dateTime?: string;
  ordererId?: string;
  allergyIntoleranceIds?: string[];
  foodPreferenceModifier?: string[];
  excludeFoodModifier?: string[];
  oralDiet?: NutritionOrderOralDiet;
  supplement?: NutritionOrderSupplement[];
  enteralFormula?: NutritionOrderEnteralFormula;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface NutritionOrderCreateRequest {
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  intent: 'proposal' | 'plan' | 'directive' | 'order';
  /** At most 128 characters. */
  patientId: string;
  /** At most 128 characters. */
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  dateTime?: string;
  /** At most 128 characters. */
  ordererId?: string;
  /** At most 10 items. Each at most 128 characters. */
  allergyIntoleranceIds?: string[];
  /** At most 10 items. Each at most 200 characters. */
  foodPreferenceModifier?: Coded[];
  /** At most 10 items. Each at most 200 characters. */
  excludeFoodModifier?: Coded[];
  oralDiet?: NutritionOrderOralDiet;
  /** At most 10 items. */
  supplement?: NutritionOrderSupplement[];
  enteralFormula?: NutritionOrderEnteralFormula;
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface NutritionOrderUpdateRequest {
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';
  /** At most 5000 characters. */
  note?: string | null;
}

export interface NutritionOrderSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'active' | 'on-hold' | 'revoked' | 'completed'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'dateTime' | '-dateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface NutritionOrderOralDiet {
  /** At most 10 items. Each at most 200 characters. */
  type?: string[];
  /** At most 2000 characters. */
  instruction?: string;
  /** At most 20 items. */
  nutrient?: NutritionOrderOralDietNutrient[];
}

export interface NutritionOrderOralDietNutrient {
  /** At most 200 characters. */
  modifier?: string;
  amount?: Quantity;
}

export interface NutritionOrderSupplement {
  /** At most 200 characters. */
  type?: string;
  /** At most 500 characters. */
  productName?: string;
  quantity?: Quantity;
  /** At most 2000 characters. */
  instruction?: string;
}

export interface NutritionOrderEnteralFormula {
  /** At most 200 characters. */
  baseFormulaType?: string;
  /** At most 500 characters. */
  baseFormulaProductName?: string;
  /** At most 200 characters. */
  additiveType?: string;
  /** At most 200 characters. */
  routeOfAdministration?: string;
  /** At most 2000 characters. */
  administrationInstruction?: string;
}
