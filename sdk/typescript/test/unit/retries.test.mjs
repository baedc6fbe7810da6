import assert from 'node:assert/strict';
import test from 'node:test';
import { ClinikConnectionError, ClinikServerError, ClinikTimeoutError } from '@osler/sdk';
import { isWorthRetrying, retryAfterSeconds, RetryBudget, retryDelayMs } from '../../dist/esm/retry.js';
import { found, refusal, serveClinik, withRandom } from './server.mjs';

const soon = { 'retry-after': '0' };

test('passing failures are tried again until one succeeds', async (t) => {
  const answers = [refusal(503, 'UNAVAILABLE', 'No', soon), refusal(429, 'RATE_LIMITED', 'No', soon), found({ id: 'pt_1' })];
  const { requests, clinik } = await serveClinik(t, (_, number) => answers[number]);
  assert.equal((await clinik.patients.read('pt_1')).data.id, 'pt_1');
  assert.equal(requests.length, 3);
});

test('exactly 408, 409 in progress, 429 and 5xx are tried again', () => {
  for (const status of [408, 429, 500, 502, 503, 504, 507, 599]) assert.ok(isWorthRetrying(status, 'ANY'), `${status}`);
  for (const status of [0, 200, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422]) assert.ok(!isWorthRetrying(status, 'ANY'), `${status}`);
  assert.ok(isWorthRetrying(409, 'IDEMPOTENCY_IN_PROGRESS'));
  assert.ok(!isWorthRetrying(422, 'IDEMPOTENCY_IN_PROGRESS'));
});

test('a refusal is sent once', async (t) => {
  for (const status of [400, 401, 403, 404, 409, 412, 415, 422]) {
    const { requests, clinik } = await serveClinik(t, () => refusal(status, 'CONFLICT', 'No', soon));
    await assert.rejects(clinik.patients.read('pt_1'));
    assert.equal(requests.length, 1, `status ${status}`);
  }
});

test('every retry of a write carries the same idempotency key', async (t) => {
  const answers = [refusal(500, 'INTERNAL_ERROR', 'No', soon), refusal(409, 'IDEMPOTENCY_IN_PROGRESS', 'No', soon), found({})];
  for (const call of [(clinik) => clinik.patients.create({}), (clinik) => clinik.patients.update('pt_1', {}), (clinik) => clinik.patients.delete('pt_1')]) {
    const { requests, clinik } = await serveClinik(t, (_, number) => answers[number]);
    await call(clinik);
    const keys = new Set(requests.map(({ headers }) => headers['idempotency-key']));
    assert.equal(requests.length, 3);
    assert.equal(keys.size, 1);
    assert.match([...keys][0], /^[0-9a-f]{32}$/);
  }
});

test('a broken connection is tried again', async (t) => {
  withRandom(t, 0);
  const { requests, clinik } = await serveClinik(t, (_, number) => (number < 2 ? 'drop' : found({})));
  await clinik.patients.create({});
  assert.equal(requests.length, 3);
});

test('after two retries the last failure is thrown', async (t) => {
  withRandom(t, 0);
  const failing = await serveClinik(t, () => refusal(500, 'INTERNAL_ERROR'));
  await assert.rejects(failing.clinik.patients.read('pt_1'), ClinikServerError);
  assert.equal(failing.requests.length, 3);
  const dropping = await serveClinik(t, () => 'drop');
  await assert.rejects(dropping.clinik.patients.read('pt_1'), ClinikConnectionError);
  assert.equal(dropping.requests.length, 3);
});

test('a timeout is tried again', async (t) => {
  withRandom(t, 0);
  const { requests, clinik } = await serveClinik(t, (_, number) => (number === 0 ? 'hang' : found({})), { timeout: 100 });
  await clinik.patients.read('pt_1');
  assert.equal(requests.length, 2);
  const never = await serveClinik(t, () => 'hang', { timeout: 50, retries: 1 });
  await assert.rejects(never.clinik.patients.read('pt_1'), ClinikTimeoutError);
  assert.equal(never.requests.length, 2);
});

test('the number of retries can be set for the client and for one call', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => refusal(500, 'INTERNAL_ERROR', 'No', soon), { retries: 0 });
  await assert.rejects(clinik.patients.read('pt_1'));
  assert.equal(requests.length, 1);
  await assert.rejects(clinik.patients.read('pt_1', { retries: 4 }));
  assert.equal(requests.length, 6);
});

test('waits grow from 1 s to 10 s and are spread evenly from nothing', () => {
  for (const [retry, mostMs] of [[0, 1000], [1, 2000], [2, 4000], [3, 8000], [4, 10000], [9, 10000]]) {
    assert.equal(retryDelayMs(retry, undefined, 0), 0);
    assert.equal(retryDelayMs(retry, undefined, 0.5), mostMs / 2);
    assert.ok(retryDelayMs(retry, undefined, 1 - 2 ** -53) <= mostMs);
  }
});

test('a wait without Retry-After is drawn between attempts', async (t) => {
  withRandom(t, 0.15);
  const { clinik } = await serveClinik(t, (_, number) => (number === 0 ? refusal(500, 'INTERNAL_ERROR') : found({})));
  const startedMs = Date.now();
  await clinik.patients.read('pt_1');
  const tookMs = Date.now() - startedMs;
  assert.ok(tookMs >= 149 && tookMs < 900, `took ${tookMs} ms`);
});

test('Retry-After is obeyed up to 60 s; beyond that the call fails at once', async (t) => {
  assert.equal(retryDelayMs(0, 1, 0), 1000);
  assert.equal(retryDelayMs(0, 60, 0.9), 60_000);
  assert.equal(retryDelayMs(0, 61, 0), undefined);
  const patient = await serveClinik(t, (_, number) => (number === 0 ? refusal(429, 'RATE_LIMITED', 'No', { 'retry-after': '1' }) : found({})));
  const startedMs = Date.now();
  await patient.clinik.patients.read('pt_1');
  assert.ok(Date.now() - startedMs >= 990);
  const hurried = await serveClinik(t, () => refusal(429, 'RATE_LIMITED', 'No', { 'retry-after': '61' }));
  await assert.rejects(hurried.clinik.patients.read('pt_1'), { retryAfter: 61 });
  assert.equal(hurried.requests.length, 1);
});

test('Retry-After may be a date', () => {
  const nowMs = Date.parse('2026-11-21T09:30:00Z');
  assert.equal(retryAfterSeconds('Sat, 21 Nov 2026 09:30:05 GMT', nowMs), 5);
  assert.equal(retryAfterSeconds('Sat, 21 Nov 2026 09:29:00 GMT', nowMs), 0);
  assert.equal(retryAfterSeconds('12', nowMs), 12);
  assert.equal(retryAfterSeconds('soon', nowMs), undefined);
  assert.equal(retryAfterSeconds(null, nowMs), undefined);
});

test('once 100 calls were made at most one retry in ten calls is left', async (t) => {
  let failing = false;
  const { requests, clinik } = await serveClinik(t, () => (failing ? refusal(503, 'UNAVAILABLE', 'No', soon) : found({})));
  for (let call = 0; call < 100; call += 1) await clinik.patients.read('pt_1');
  failing = true;
  for (let call = 0; call < 100; call += 1) await assert.rejects(clinik.patients.read('pt_1'));
  assert.equal(requests.length - 200, 20, 'retries in 200 calls');
});

test('before 100 calls retries are free', () => {
  const budget = new RetryBudget();
  for (let call = 0; call < 99; call += 1) {
    budget.countCall();
    assert.ok(budget.takeRetry() && budget.takeRetry());
  }
  budget.countCall();
  assert.ok(!budget.takeRetry());
});

test('an old storm is forgotten, and the share of retries stays below a tenth', () => {
  const budget = new RetryBudget();
  let retries = 0;
  for (let call = 0; call < 99; call += 1) {
    budget.countCall();
    budget.takeRetry();
  }
  for (let call = 99; call < 20_000; call += 1) {
    budget.countCall();
    if (call % 3000 > 2500 && budget.takeRetry()) retries += 1;
  }
  assert.ok(retries > 500, `${retries} retries`);
  assert.ok(retries + 99 <= 2000, `${retries} retries`);
});
