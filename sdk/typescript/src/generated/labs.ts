// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Attachment, Coded, Coding, OneOf, Period } from './shared.js';

/** As stored: FHIR DiagnosticReport, in its simple form. */
export interface Lab {
  id: string;
  status: OneOf<'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled'>;
  code: Coded;
  patientId: string;
  encounterId?: string;
  effectiveDateTime?: string;
  effectivePeriod?: Period;
  resultIds?: string[];
  category?: string;
  conclusion?: string;
  conclusionCodes?: Coding[];
  performer?: string;
  resultsInterpreter?: string;
  specimenIds?: string[];
  presentedForm?: Attachment[];
  basedOn?: string[];
  media?: LabMedia[];
  createdAt: string;
  updatedAt: string;
}

export interface LabCreateRequest {
  status: 'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled';
  code: Coded;
  patientId: string;
  encounterId?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string;
  effectivePeriod?: Period;
  resultIds?: string[];
  category?: Coded;
  /** At most 5000 characters. */
  conclusion?: string;
  conclusionCodes?: Coding[];
  performer?: string;
  resultsInterpreter?: string;
  specimenIds?: string[];
  presentedForm?: Attachment[];
  basedOn?: string[];
  media?: LabMedia[];
}

/** Only the given fields change; null removes one. */
export interface LabUpdateRequest {
  status?: 'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled';
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string | null;
  effectivePeriod?: Period | null;
  resultIds?: string[] | null;
  /** At most 5000 characters. */
  conclusion?: string | null;
  conclusionCodes?: Coding[] | null;
  resultsInterpreter?: string | null;
  presentedForm?: Attachment[] | null;
}

export interface LabSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'effectiveDateTime' | '-effectiveDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface LabMedia {
  comment?: string;
  linkId: string;
}
