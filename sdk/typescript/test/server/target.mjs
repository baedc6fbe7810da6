// The server under test. Without one, every test is skipped, and says so where nobody can overlook it.
import test from 'node:test';
import { Clinik, ClinikNotFoundError } from '@osler/sdk';

const { OSLER_BASE_URL: baseUrl, OSLER_API_KEY: apiKey } = process.env;
const missing = !baseUrl || !apiKey ? 'OSLER_BASE_URL and OSLER_API_KEY (a test key) are not set' : undefined;

if (missing) {
  const line = '!'.repeat(78);
  console.error(`${line}\n!! SKIPPED: the SDK was NOT tested against a server.\n!! ${missing}.\n${line}`);
}

export { baseUrl };
export const clinik = missing ? undefined : new Clinik({ apiKey, baseUrl });

/** A test that needs the server. */
export function serverTest(name, body) {
  test(name, { skip: missing ?? false }, body);
}

/** A client with other options, or another key. */
export function otherClinik(options) {
  return new Clinik({ apiKey, baseUrl, ...options });
}

/** A patient of one's own, so that nobody else's data matter. */
export async function newPatient() {
  const { data } = await clinik.patients.create({ firstName: 'Sdk', lastName: 'Test', gender: 'unknown', birthDate: '1970-01-31' });
  return data;
}

/** What the examples refer to: part of the sample data, made here when the store is empty. */
export async function ensureSampleResources() {
  const subject = { reference: 'Patient/abc123' };
  for (const resource of [
    { resourceType: 'Patient', id: 'abc123', name: [{ use: 'official', family: 'Sample', given: ['Ada'] }] },
    { resourceType: 'Practitioner', id: 'xyz789', name: [{ family: 'One' }] },
    { resourceType: 'Practitioner', id: 'def456', name: [{ family: 'Two' }] },
    { resourceType: 'Encounter', id: 'xyz789', status: 'in-progress', class: { code: 'AMB' }, subject },
  ]) {
    await clinik.fhir.read(resource.resourceType, resource.id).catch((error) => {
      if (!(error instanceof ClinikNotFoundError)) throw error;
      return clinik.fhir.update(resource);
    });
  }
}
