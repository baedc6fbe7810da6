// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf, Period } from './shared.js';

/** As stored: FHIR CareTeam, in its simple form. */
export interface CareTeam {
  id: string;
  name: string;
  status?: OneOf<'proposed' | 'active' | 'suspended' | 'inactive'>;
  category?: string[];
  patientId?: string;
  encounterId?: string;
  period?: Period;
  participant?: CareTeamParticipant[];
  reasonCode?: string[];
  managingOrganizationIds?: string[];
  phone?: string;
  email?: string;
  note?: string;
  createdAt: string;
  updatedAt: string;
}

export interface CareTeamCreateRequest {
  /** At most 500 characters. */
  name: string;
  status?: 'proposed' | 'active' | 'suspended' | 'inactive';
  /** At most 10 items. Each at most 200 characters. */
  category?: Coded[];
  /** At most 128 characters. */
  patientId?: string;
  /** At most 128 characters. */
  encounterId?: string;
  period?: Period;
  /** At most 50 items. */
  participant?: CareTeamParticipant[];
  /** At most 10 items. Each at most 500 characters. */
  reasonCode?: Coded[];
  /** At most 10 items. Each at most 128 characters. */
  managingOrganizationIds?: string[];
  /** At most 20 characters. */
  phone?: string;
  /** At most 200 characters. */
  email?: string;
  /** At most 5000 characters. */
  note?: string;
}

/** Only the given fields change; null removes one. */
export interface CareTeamUpdateRequest {
  /** At most 500 characters. */
  name?: string;
  status?: 'proposed' | 'active' | 'suspended' | 'inactive' | null;
  /** At most 50 items. */
  participant?: CareTeamParticipant[] | null;
  /** At most 5000 characters. */
  note?: string | null;
}

export interface CareTeamSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'proposed' | 'active' | 'suspended' | 'inactive'>;
  category?: string;
  sort?: OneOf<'date' | '-date' | 'period.start' | '-period.start' | 'start' | '-start' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface CareTeamParticipant {
  /** At most 200 characters. */
  role?: string;
  /** At most 128 characters. */
  memberId: string;
  /** At most 128 characters. */
  onBehalfOfId?: string;
  period?: Period;
}
