/**
 * FHIR types by name, empty until a program fills it in; then `fhir.read('Patient', id)` gives a Patient:
 * `declare module '@osler/sdk' { interface FhirTypes { Patient: fhir4.Patient } }`
 */
export interface FhirTypes {}

/** The type of that name, as far as it is known. */
export type FhirTypeOf<Name extends string> = Name extends keyof FhirTypes ? FhirTypes[Name] : FhirResource;

/** Any FHIR resource. Hand in your own types where you want more: `read<fhir4.Patient>('Patient', id)`. */
export interface FhirResource {
  resourceType: string;
  id?: string;
  [element: string]: unknown;
}

export interface FhirBundleEntry<T = FhirResource> {
  fullUrl?: string;
  resource?: T;
  search?: { mode?: string; score?: number };
  request?: { method: string; url: string };
  response?: { status: string; location?: string; etag?: string; lastModified?: string; outcome?: unknown };
}

/** What a transaction or batch is made of. */
export interface FhirBundleRequest {
  fullUrl?: string;
  resource?: { resourceType: string };
  request: { method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; ifMatch?: string; ifNoneMatch?: string; ifNoneExist?: string; ifModifiedSince?: string };
}

export interface FhirBundle<T = FhirResource> {
  resourceType: 'Bundle';
  id?: string;
  type: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: FhirBundleEntry<T>[];
}
