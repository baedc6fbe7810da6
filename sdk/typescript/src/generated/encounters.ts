// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR Encounter, in its simple form. */
export interface Encounter {
  id: string;
  status: OneOf<'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled'>;
  class: OneOf<'AMB' | 'IMP' | 'EMER' | 'HH' | 'VR'>;
  patientId: string;
  practitionerId?: string;
  participants?: EncounterParticipants[];
  type?: string;
  serviceType?: string;
  priority?: string;
  reasonCode?: string | string[];
  period?: Period;
  lengthMinutes?: number;
  location?: string;
  serviceProvider?: string;
  diagnosis?: EncounterDiagnosis[];
  appointmentId?: string;
  basedOnId?: string;
  partOfId?: string;
  hospitalization?: EncounterHospitalization;
  createdAt: string;
  updatedAt: string;
}

export interface EncounterCreateRequest {
  status: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled';
  class: 'AMB' | 'IMP' | 'EMER' | 'HH' | 'VR';
  patientId: string;
  practitionerId?: string;
  participants?: EncounterParticipants[];
  /** At most 200 characters. */
  type?: Coded;
  /** At most 200 characters. */
  serviceType?: Coded;
  /** At most 50 characters. */
  priority?: Coded;
  /** At most 500 characters. */
  reasonCode?: Coded | Coded[];
  period?: Period;
  /** At most 10080. */
  lengthMinutes?: number;
  /** At most 200 characters. */
  location?: string;
  /** At most 200 characters. */
  serviceProvider?: string;
  /** At most 20 items. */
  diagnosis?: EncounterDiagnosis[];
  appointmentId?: string;
  basedOnId?: string;
  partOfId?: string;
  hospitalization?: EncounterHospitalization;
}

/** Only the given fields change; null removes one. */
export interface EncounterUpdateRequest {
  status?: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled';
  class?: 'AMB' | 'IMP' | 'EMER' | 'HH' | 'VR';
  /** At most 200 characters. */
  type?: Coded | null;
  /** At most 200 characters. */
  serviceType?: Coded | null;
  /** At most 50 characters. */
  priority?: Coded | null;
  /** At most 500 characters. */
  reasonCode?: Coded | Coded[] | null;
  period?: Period | null;
  /** At most 10080. */
  lengthMinutes?: number | null;
  /** At most 200 characters. */
  location?: string | null;
  /** At most 200 characters. */
  serviceProvider?: string | null;
  /** At most 20 items. */
  diagnosis?: EncounterDiagnosis[] | null;
  hospitalization?: EncounterHospitalization | null;
}

export interface EncounterSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'period.start' | '-period.start' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface EncounterParticipants {
  practitionerId: string;
  role?: string;
}

export interface EncounterDiagnosis {
  condition: string;
  use?: string;
  rank?: number;
}

export interface EncounterHospitalization {
  admitSource?: string;
  dischargeDisposition?: string;
  reAdmission?: string;
  dietPreference?: string[];
  specialArrangement?: string[];
  destination?: string;
  origin?: string;
}
