// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coding, OneOf, Quantity } from './shared.js';

/** As stored: FHIR QuestionnaireResponse, in its simple form. */
export interface Intake {
  id: string;
  patientId: string;
  encounterId?: string;
  authorId?: string;
  sourceId?: string;
  questionnaire?: string;
  status?: OneOf<'in-progress' | 'completed' | 'amended' | 'stopped'>;
  authored?: string;
  basedOn?: string[];
  partOf?: string[];
  items: IntakeItems[];
  createdAt: string;
  updatedAt: string;
}

export interface IntakeCreateRequest {
  patientId: string;
  encounterId?: string;
  authorId?: string;
  sourceId?: string;
  questionnaire?: string;
  /** Default: completed. */
  status?: 'in-progress' | 'completed' | 'amended' | 'stopped';
  /** An instant: 2025-01-15T09:00:00Z. */
  authored?: string;
  basedOn?: string[];
  partOf?: string[];
  /** At most 200 items. */
  items: IntakeItems[];
}

/** Only the given fields change; null removes one. */
export interface IntakeUpdateRequest {
  status?: 'in-progress' | 'completed' | 'amended' | 'stopped' | null;
  /** An instant: 2025-01-15T09:00:00Z. */
  authored?: string | null;
  /** At most 200 items. */
  items?: IntakeItems[];
}

export interface IntakeSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'in-progress' | 'completed' | 'amended' | 'stopped'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'authored' | '-authored' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface IntakeItems {
  linkId: string;
  definition?: string;
  text?: string;
  answer?: IntakeItemsAnswer[];
  items?: IntakeItems[];
}

export interface IntakeItemsAnswer {
  valueString?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  valueDecimal?: number;
  /** A date: 2025-01-15. */
  valueDate?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  valueDateTime?: string;
  /** A time of day: 09:30. */
  valueTime?: string;
  valueCoding?: Coding;
  valueQuantity?: Quantity;
  valueUri?: string;
}
