// Every class that a healthy server can be brought to answer with. ClinikServerError and ClinikTimeoutError need a sick
// one: the unit tests have it. ClinikConflictError stands in safe-writes.test.mjs.
import assert from 'node:assert/strict';
import {
  Clinik, ClinikApiError, ClinikAuthError, ClinikConnectionError, ClinikNotFoundError, ClinikPermissionError, ClinikRateLimitError,
  ClinikValidationError,
} from '@osler/sdk';
import { clinik, newPatient, otherClinik, serverTest } from './target.mjs';

async function failureOf(promise, Class) {
  const error = await promise.then(() => assert.fail('the call succeeded'), (reason) => reason);
  assert.ok(error instanceof Class && error instanceof ClinikApiError, `${error.name}: ${error.message}`);
  return error;
}

serverTest('a missing field is a validation error that names it', async () => {
  const patient = await newPatient();
  const error = await failureOf(clinik.encounters.create({ class: 'AMB', patientId: patient.id }), ClinikValidationError);
  assert.deepEqual([error.status, error.code], [422, 'VALIDATION_ERROR']);
  assert.deepEqual(Object.keys(error.fields), ['status']);
  assert.match(error.fields.status[0], /Required/);
  assert.match(error.requestId, /^req_[0-9a-f]{24}$/);
  assert.match(error.docUrl, /\/docs\/errors#VALIDATION_ERROR$/);
  assert.ok(error.issues.length >= 1);
});

serverTest('all faults of a body are reported together, unknown fields with the nearest name', async () => {
  const patient = await newPatient();
  const request = { status: 'over', class: 'AMB', patientId: patient.id, reasoncode: 'Cough', lengthMinutes: 10081 };
  const { fields } = await failureOf(clinik.encounters.create(request), ClinikValidationError);
  assert.deepEqual(Object.keys(fields).sort(), ['lengthMinutes', 'reasoncode', 'status']);
  assert.match(fields.reasoncode[0], /reasonCode/);
});

serverTest('a reference to nobody is a validation error', async () => {
  const error = await failureOf(clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: 'pt_nobody' }), ClinikValidationError);
  assert.equal(error.status, 422);
  assert.ok(error.fields.patientId, JSON.stringify(error.issues));
});

serverTest('an unknown search parameter is a validation error', async () => {
  const error = await failureOf(clinik.encounters.search({ stauts: 'finished' }), ClinikValidationError);
  assert.deepEqual([error.status, error.code], [400, 'INVALID_PARAMETER']);
  assert.match(error.message, /status/);
});

serverTest('an altered cursor is a validation error', async () => {
  const patient = await newPatient();
  for (let made = 0; made < 2; made += 1) await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
  const { data } = await clinik.encounters.search({ patientId: patient.id, count: 1 });
  const place = Math.floor(data.cursor.length / 2);
  const altered = data.cursor.slice(0, place) + (data.cursor[place] === 'A' ? 'B' : 'A') + data.cursor.slice(place + 1);
  const error = await failureOf(clinik.encounters.search({ patientId: patient.id, count: 1, cursor: altered }), ClinikValidationError);
  assert.deepEqual([error.status, error.code], [400, 'INVALID_CURSOR']);
});

serverTest('an absent resource is not found', async () => {
  for (const call of [() => clinik.encounters.read('enc_nobody'), () => clinik.encounters.update('enc_nobody', { status: 'finished' }), () => clinik.encounters.delete('enc_nobody')]) {
    const error = await failureOf(call(), ClinikNotFoundError);
    assert.deepEqual([error.status, error.code], [404, 'NOT_FOUND']);
  }
});

serverTest('a FHIR refusal has the same classes', async () => {
  await failureOf(clinik.fhir.read('Patient', 'nobody'), ClinikNotFoundError);
  await failureOf(clinik.fhir.create({ resourceType: 'Encounter' }), ClinikValidationError);
});

serverTest('nobody listening is a connection error', async () => {
  await failureOf(new Clinik('clk_test_abc', { baseUrl: 'http://127.0.0.1:1', retries: 0 }).patients.search(), ClinikConnectionError);
});

serverTest('a key that may only read is not permitted to write', async (t) => {
  const apiKey = process.env.OSLER_READ_ONLY_API_KEY;
  if (!apiKey) {
    console.error('!! SKIPPED: OSLER_READ_ONLY_API_KEY (a test key of scope read) is not set; ClinikPermissionError was not tested.');
    return t.skip('OSLER_READ_ONLY_API_KEY is not set');
  }
  const reader = otherClinik({ apiKey });
  await reader.patients.search();
  const error = await failureOf(reader.patients.create({ firstName: 'Sdk', lastName: 'Test' }), ClinikPermissionError);
  assert.deepEqual([error.status, error.code], [403, 'FORBIDDEN']);
});

// The two below belong together and stand last: the second uses up what this address may get wrong in a minute. When the
// suite runs again within that minute, the first waits for the minute to end, as Retry-After says.
serverTest('a wrong key is an authentication error', async () => {
  const stranger = otherClinik({ apiKey: `clk_test_${'0'.repeat(33)}` });
  const error = await failureOf(stranger.patients.search(), ClinikAuthError);
  assert.deepEqual([error.status, error.code], [401, 'INVALID_KEY']);
});

serverTest('too many wrong keys are a rate limit error with a wait', async () => {
  const stranger = otherClinik({ apiKey: `clk_test_${'0'.repeat(33)}`, retries: 0 });
  let error;
  for (let sent = 0; sent < 400 && !(error instanceof ClinikRateLimitError); sent += 10) {
    const errors = await Promise.all(Array.from({ length: 10 }, () => failureOf(stranger.patients.search(), ClinikApiError)));
    error = errors.find((one) => one instanceof ClinikRateLimitError) ?? errors[0];
  }
  assert.equal(error.status, 429);
  assert.ok(Number.isInteger(error.retryAfter) && error.retryAfter >= 0 && error.retryAfter <= 60, `${error.retryAfter}`);
  await clinik.patients.search({ count: 1 }); // The right key is not affected.
});
