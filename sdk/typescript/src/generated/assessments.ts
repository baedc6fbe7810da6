// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR ClinicalImpression, in its simple form. */
export interface Assessment {
  id: string;
  status: OneOf<'in-progress' | 'completed'>;
  statusReason?: string;
  patientId: string;
  encounterId?: string;
  practitionerId?: string;
  code?: string;
  description?: string;
  summary: string;
  findings?: AssessmentFindings[];
  note?: string;
  effectiveDateTime?: string;
  date?: string;
  previousAssessmentId?: string;
  problemIds?: string[];
  investigations?: AssessmentInvestigations[];
  protocol?: string[];
  prognosis?: AssessmentPrognosis[];
  supportingInfoIds?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface AssessmentCreateRequest {
  status: 'in-progress' | 'completed';
  /** At most 500 characters. */
  statusReason?: Coded;
  patientId: string;
  encounterId?: string;
  practitionerId?: string;
  /** At most 200 characters. */
  code?: Coded;
  /** At most 2000 characters. */
  description?: string;
  /** At most 5000 characters. */
  summary: string;
  /** At most 50 items. */
  findings?: AssessmentFindings[];
  /** At most 2000 characters. */
  note?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  effectiveDateTime?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  previousAssessmentId?: string;
  problemIds?: string[];
  /** At most 20 items. */
  investigations?: AssessmentInvestigations[];
  protocol?: string[];
  /** At most 10 items. */
  prognosis?: AssessmentPrognosis[];
  supportingInfoIds?: string[];
}

/** Only the given fields change; null removes one. */
export interface AssessmentUpdateRequest {
  status?: 'in-progress' | 'completed';
  /** At most 500 characters. */
  statusReason?: Coded | null;
  /** At most 2000 characters. */
  description?: string | null;
  /** At most 5000 characters. */
  summary?: string;
  /** At most 50 items. */
  findings?: AssessmentFindings[] | null;
  /** At most 2000 characters. */
  note?: string | null;
  /** At most 20 items. */
  investigations?: AssessmentInvestigations[] | null;
  /** At most 10 items. */
  prognosis?: AssessmentPrognosis[] | null;
}

export interface AssessmentSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'in-progress' | 'completed'>;
  practitionerId?: string;
  encounterId?: string;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'effectiveDateTime' | '-effectiveDateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface AssessmentFindings {
  code?: string;
  text?: string;
  basis?: string;
}

export interface AssessmentInvestigations {
  name: string;
  itemIds?: string[];
}

export interface AssessmentPrognosis {
  code?: string;
  text?: string;
}
