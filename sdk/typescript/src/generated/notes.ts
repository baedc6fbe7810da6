// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, Coding, OneOf, Period } from './shared.js';

/** As stored: FHIR DocumentReference, in its simple form. */
export interface Note {
  id: string;
  patientId: string;
  authorId?: string;
  encounterId?: string;
  type?: OneOf<'progress-note' | 'discharge-summary' | 'consultation-note' | 'history-and-physical' | 'operative-note' | 'procedure-note' | 'referral-note' | 'transfer-summary' | 'other'>;
  title: string;
  content: string;
  contentType?: string;
  docStatus?: OneOf<'preliminary' | 'final' | 'amended'>;
  category?: string;
  date?: string;
  relatesTo?: NoteRelatesTo[];
  securityLabel?: Coding[];
  authenticatorId?: string;
  custodianId?: string;
  servicePeriod?: Period;
  facilityType?: string;
  practiceSetting?: string;
  createdAt: string;
  updatedAt: string;
}

export interface NoteCreateRequest {
  patientId: string;
  authorId?: string;
  encounterId?: string;
  type?: 'progress-note' | 'discharge-summary' | 'consultation-note' | 'history-and-physical' | 'operative-note' | 'procedure-note' | 'referral-note' | 'transfer-summary' | 'other';
  /** At most 500 characters. */
  title: string;
  /** At most 100000 characters. */
  content: string;
  /** Default: text/plain. */
  contentType?: string;
  docStatus?: 'preliminary' | 'final' | 'amended';
  /** At most 100 characters. */
  category?: Coded;
  /** An instant: 2025-01-15T09:00:00Z. */
  date?: string;
  relatesTo?: NoteRelatesTo[];
  securityLabel?: Coding[];
  authenticatorId?: string;
  custodianId?: string;
  servicePeriod?: Period;
  /** At most 200 characters. */
  facilityType?: Coded;
  /** At most 200 characters. */
  practiceSetting?: Coded;
}

/** Only the given fields change; null removes one. */
export interface NoteUpdateRequest {
  /** At most 500 characters. */
  title?: string;
  /** At most 100000 characters. */
  content?: string;
  contentType?: string | null;
  docStatus?: 'preliminary' | 'final' | 'amended' | null;
  /** At most 100 characters. */
  category?: Coded | null;
  relatesTo?: NoteRelatesTo[] | null;
  securityLabel?: Coding[] | null;
}

export interface NoteSearchParams extends ResourceSearchParams {
  patientId?: string;
  type?: AnyOf<'progress-note' | 'discharge-summary' | 'consultation-note' | 'history-and-physical' | 'operative-note' | 'procedure-note' | 'referral-note' | 'transfer-summary' | 'other'>;
  authorId?: string;
  encounterId?: string;
  dateFrom?: string;
  dateTo?: string;
  category?: string;
  date?: string;
  sort?: OneOf<'date' | '-date' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface NoteRelatesTo {
  code: 'replaces' | 'transforms' | 'signs' | 'appends';
  targetId: string;
}
