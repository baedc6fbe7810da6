import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import test from 'node:test';
import * as sdk from '@osler/sdk';
import { found, key, refusal, serve, serveClinik } from './server.mjs';

async function failureOf(promise) {
  return promise.then(() => assert.fail('the call succeeded'), (error) => error);
}

test('every status has its class, and all classes extend ClinikApiError', async (t) => {
  const classes = [
    [400, 'ClinikValidationError'], [401, 'ClinikAuthError'], [403, 'ClinikPermissionError'], [404, 'ClinikNotFoundError'],
    [405, 'ClinikApiError'], [409, 'ClinikConflictError'], [410, 'ClinikNotFoundError'], [412, 'ClinikConflictError'],
    [413, 'ClinikApiError'], [415, 'ClinikApiError'], [422, 'ClinikValidationError'], [429, 'ClinikRateLimitError'],
    [500, 'ClinikServerError'], [503, 'ClinikServerError'], [507, 'ClinikServerError'],
  ];
  const { clinik } = await serveClinik(t, ({ url }) => refusal(Number(url.split('/').at(-1)), 'SOME_CODE', 'Because'), { retries: 0 });
  for (const [status, name] of classes) {
    const error = await failureOf(clinik.encounters.read(String(status)));
    assert.equal(error.name, name, `status ${status}`);
    assert.equal(error.constructor, sdk[name]);
    assert.ok(error instanceof sdk.ClinikApiError && error instanceof Error);
    assert.deepEqual([error.status, error.code, error.message, error.requestId], [status, 'SOME_CODE', 'Because', 'req_0123']);
  }
});

test('a validation error tells the messages of each field', async (t) => {
  const issues = [
    { severity: 'error', code: 'invalid', diagnostics: 'firstName: Required' },
    { severity: 'error', code: 'invalid', diagnostics: 'address.city: String must contain at most 200 character(s)' },
    { severity: 'error', code: 'invalid', diagnostics: 'sections[2].resourceIds[0]: not found' },
    { severity: 'error', code: 'invalid', diagnostics: 'firstName: Expected string, received number' },
    { severity: 'error', code: 'invalid', diagnostics: 'constructor: unknown field' },
    { severity: 'error', code: 'invalid', diagnostics: 'Something else is wrong' },
  ];
  const { clinik } = await serveClinik(t, () => ({
    status: 422,
    headers: { link: '</docs/errors#VALIDATION_ERROR>; rel="help"' },
    body: { error: 'Validation Error', message: 'firstName: Required', code: 'VALIDATION_ERROR', requestId: 'req_9', issues, issue: issues },
  }));
  const error = await failureOf(clinik.patients.create({}));
  assert.deepEqual(error.issues, issues);
  assert.deepEqual(error.fields, {
    firstName: ['Required', 'Expected string, received number'],
    'address.city': ['String must contain at most 200 character(s)'],
    'sections[2].resourceIds[0]': ['not found'],
    constructor: ['unknown field'],
  });
  assert.equal(error.requestId, 'req_9');
});

test('docUrl comes from the help link, else from the code', async (t) => {
  const { baseUrl, clinik } = await serveClinik(t, (_, number) => refusal(404, 'NOT_FOUND', 'No', number === 0 ? { link: '</docs/errors#NOT_FOUND>; rel="help"' } : {}));
  assert.equal((await failureOf(clinik.patients.read('pt_1'))).docUrl, `${baseUrl}/docs/errors#NOT_FOUND`);
  assert.equal((await failureOf(clinik.patients.read('pt_1'))).docUrl, `${baseUrl}/docs/errors#NOT_FOUND`);
});

test('a FHIR OperationOutcome becomes the same errors', async (t) => {
  const issue = [{ severity: 'error', code: 'required', diagnostics: 'A status is needed', expression: ['Encounter.status'] }];
  const { clinik } = await serveClinik(t, () => ({ status: 422, body: { resourceType: 'OperationOutcome', issue } }));
  const error = await failureOf(clinik.fhir.create({ resourceType: 'Encounter' }));
  assert.ok(error instanceof sdk.ClinikValidationError);
  assert.deepEqual([error.code, error.message, error.fields], ['required', 'A status is needed', { 'Encounter.status': ['A status is needed'] }]);
});

test('retryAfter is told in seconds', async (t) => {
  const { clinik } = await serveClinik(t, () => refusal(429, 'RATE_LIMITED', 'Slow down', { 'retry-after': '7' }), { retries: 0 });
  const error = await failureOf(clinik.patients.read('pt_1'));
  assert.ok(error instanceof sdk.ClinikRateLimitError);
  assert.equal(error.retryAfter, 7);
});

test('a failure that is not JSON still has status, code and message', async (t) => {
  const { clinik } = await serveClinik(t, () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' }), { retries: 0 });
  const error = await failureOf(clinik.patients.read('pt_1'));
  assert.deepEqual([error.name, error.status, error.code], ['ClinikServerError', 502, 'HTTP_502']);
  assert.doesNotMatch(error.message, /gateway/);
});

test('a success that is not from Osler is an error, not data', async (t) => {
  const { clinik } = await serveClinik(t, (_, number) => ({ body: ['<h1>Hello</h1>', '{"hello":1}', '[]', 'null'][number] }));
  for (let number = 0; number < 4; number += 1) {
    assert.equal((await failureOf(clinik.patients.read('pt_1'))).code, 'INVALID_RESPONSE');
  }
});

test('a redirect is refused: the key does not travel on', async (t) => {
  const elsewhere = await serve(t, () => found({}));
  const { clinik } = await serveClinik(t, () => ({ status: 307, headers: { location: `${elsewhere.baseUrl}/v1/patients/pt_1` } }));
  const error = await failureOf(clinik.patients.read('pt_1'));
  assert.equal(error.code, 'UNEXPECTED_REDIRECT');
  assert.equal(elsewhere.requests.length, 0);
});

test('a server that is not there is a connection error', async () => {
  const clinik = new sdk.Clinik(key, { baseUrl: 'http://127.0.0.1:1', retries: 0 });
  const error = await failureOf(clinik.patients.read('pt_1'));
  assert.deepEqual([error.name, error.status, error.code], ['ClinikConnectionError', 0, 'CONNECTION_ERROR']);
  assert.ok(error.cause instanceof Error);
});

test('neither key nor request is in an error', async (t) => {
  const { clinik } = await serveClinik(t, () => refusal(422, 'VALIDATION_ERROR', 'lastName: Required'), { retries: 0 });
  const gone = new sdk.Clinik(key, { baseUrl: 'http://127.0.0.1:1', retries: 0 });
  for (const error of [
    await failureOf(clinik.patients.create({ firstName: 'Chalmers' })),
    await failureOf(gone.patients.create({ firstName: 'Chalmers' })),
    await failureOf(gone.patients.search({ name: 'Chalmers' })),
  ]) {
    for (const view of [inspect(error, { showHidden: true, depth: Infinity }), JSON.stringify(error), error.stack]) {
      assert.doesNotMatch(view, /Secret|Chalmers/);
    }
  }
});

test('an error written as JSON keeps name and message', async (t) => {
  const { clinik } = await serveClinik(t, () => refusal(404, 'NOT_FOUND', 'No such patient'));
  const written = JSON.parse(JSON.stringify(await failureOf(clinik.patients.read('pt_1'))));
  assert.equal(written.name, 'ClinikNotFoundError');
  assert.equal(written.message, 'No such patient');
});
