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

export interface FhirBundle<T = FhirResource> {
  resourceType: 'Bundle';
  id?: string;
  type: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: FhirBundleEntry<T>[];
}
