// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Coding, OneOf, Period } from './shared.js';

/** As stored: FHIR Composition, in its simple form. */
export interface Document {
  id: string;
  status: OneOf<'preliminary' | 'final' | 'amended'>;
  type: string;
  category?: string[];
  patientId: string;
  encounterId?: string;
  practitionerId: string;
  title: string;
  date?: string;
  confidentiality?: OneOf<'N' | 'R' | 'V'>;
  attester?: DocumentAttester[];
  custodianId?: string;
  relatesTo?: DocumentRelatesTo[];
  event?: DocumentEvent[];
  sections: DocumentSections[];
  createdAt: string;
  updatedAt: string;
}

export interface DocumentCreateRequest {
  status: 'preliminary' | 'final' | 'amended';
  /** At most 100 characters. */
  type: Coded;
  /** Each at most 200 characters. */
  category?: Coded[];
  patientId: string;
  encounterId?: string;
  practitionerId: string;
  /** At most 500 characters. */
  title: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  confidentiality?: 'N' | 'R' | 'V';
  attester?: DocumentAttester[];
  custodianId?: string;
  relatesTo?: DocumentRelatesTo[];
  event?: DocumentEvent[];
  /** At least 1 item. At most 50 items. */
  sections: DocumentSections[];
}

/** Only the given fields change; null removes one. */
export interface DocumentUpdateRequest {
  status?: 'preliminary' | 'final' | 'amended';
  /** At most 500 characters. */
  title?: string;
  confidentiality?: 'N' | 'R' | 'V' | null;
  attester?: DocumentAttester[] | null;
  /** At least 1 item. At most 50 items. */
  sections?: DocumentSections[];
}

export interface DocumentSearchParams extends ResourceSearchParams {
  patientId?: string;
  type?: string;
  practitionerId?: string;
  status?: AnyOf<'preliminary' | 'final' | 'amended'>;
  dateFrom?: string;
  dateTo?: string;
  date?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'title' | '-title' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface DocumentAttester {
  mode: 'personal' | 'professional' | 'legal' | 'official';
  /** An instant: 2025-01-15T09:00:00Z. */
  time?: string;
  partyId?: string;
}

export interface DocumentRelatesTo {
  code: 'replaces' | 'transforms' | 'signs' | 'appends';
  targetId: string;
}

export interface DocumentEvent {
  code?: Coding[];
  period?: Period;
  detailIds?: string[];
}

export interface DocumentSections {
  /** At most 200 characters. */
  title: string;
  code?: string;
  /** At most 50000 characters. */
  text: string;
  resourceIds?: string[];
  authorId?: string;
  mode?: 'working' | 'snapshot' | 'changes';
  sections?: DocumentSections[];
}
