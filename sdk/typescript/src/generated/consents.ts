// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Attachment, Coded, Coding, OneOf, Period } from './shared.js';

/** As stored: FHIR Consent, in its simple form. */
export interface Consent {
  id: string;
  patientId: string;
  status?: OneOf<'draft' | 'proposed' | 'active' | 'rejected' | 'inactive'>;
  scope: string;
  category: string | string[];
  dateTime?: string;
  performerId?: string;
  organizationId?: string;
  policyUri?: string;
  policies?: ConsentPolicies[];
  policyRule?: string;
  sourceAttachment?: Attachment;
  sourceReferenceId?: string;
  verification?: ConsentVerification[];
  provision?: ConsentProvision;
  createdAt: string;
  updatedAt: string;
}

export interface ConsentCreateRequest {
  patientId: string;
  /** Default: active. */
  status?: 'draft' | 'proposed' | 'active' | 'rejected' | 'inactive';
  scope: Coded;
  category: Coded | Coded[];
  /** An instant: 2025-01-15T09:00:00Z. */
  dateTime?: string;
  performerId?: string;
  organizationId?: string;
  policyUri?: string;
  policies?: ConsentPolicies[];
  policyRule?: Coded;
  sourceAttachment?: Attachment;
  sourceReferenceId?: string;
  verification?: ConsentVerification | ConsentVerification[];
  provision?: ConsentProvision;
}

/** Only the given fields change; null removes one. */
export interface ConsentUpdateRequest {
  status?: 'draft' | 'proposed' | 'active' | 'rejected' | 'inactive' | null;
  verification?: ConsentVerification | ConsentVerification[] | null;
  provision?: ConsentProvision | null;
}

export interface ConsentSearchParams extends ResourceSearchParams {
  patientId?: string;
  status?: AnyOf<'draft' | 'proposed' | 'active' | 'rejected' | 'inactive'>;
  dateFrom?: string;
  dateTo?: string;
  sort?: OneOf<'date' | '-date' | 'dateTime' | '-dateTime' | 'status' | '-status' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface ConsentPolicies {
  authority?: string;
  uri?: string;
}

export interface ConsentVerification {
  verified: boolean;
  verifiedWith?: string;
  /** An instant: 2025-01-15T09:00:00Z. */
  verificationDate?: string;
}

export interface ConsentProvision {
  type?: 'deny' | 'permit';
  period?: Period;
  actor?: ConsentProvisionActor[];
  action?: Coding[];
  securityLabel?: Coding[];
  purpose?: Coding[];
  class?: Coding[];
  dataPeriod?: Period;
  data?: ConsentProvisionData[];
  code?: Coding[];
  provision?: ConsentProvision[];
}

export interface ConsentProvisionActor {
  role: string;
  reference: string;
}

export interface ConsentProvisionData {
  meaning: 'instance' | 'related' | 'dependents' | 'authoredby';
  reference: string;
}
