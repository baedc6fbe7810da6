import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import test from 'node:test';
import { ClinikTimeoutError } from '@osler/sdk';
import { pause } from '../../dist/esm/deadline.js';
import { found, refusal, serveClinik } from './server.mjs';

test('a call without an answer in time is a timeout error', async (t) => {
  const { clinik } = await serveClinik(t, () => 'hang', { retries: 0, timeout: 60 });
  await assert.rejects(clinik.patients.read('pt_1'), (error) => {
    assert.ok(error instanceof ClinikTimeoutError);
    assert.deepEqual([error.code, error.status, error.message], ['TIMEOUT', 0, 'No answer within 60 ms']);
    return true;
  });
});

test('the timeout can be set for one call', async (t) => {
  const { clinik } = await serveClinik(t, () => 'hang', { retries: 0 });
  await assert.rejects(clinik.patients.read('pt_1', { timeout: 40 }), { message: 'No answer within 40 ms' });
});

test('the timeout covers the body, not only the first byte', async (t) => {
  const { clinik } = await serveClinik(t, () => ({ headers: { 'content-length': '100' }, body: '{"data":' }), { retries: 0, timeout: 80 });
  await assert.rejects(clinik.patients.read('pt_1'), ClinikTimeoutError);
});

test('timeout 0 sets no limit', async (t) => {
  const { clinik } = await serveClinik(t, () => new Promise((resolve) => setTimeout(resolve, 50, found({}))), { timeout: 0 });
  await clinik.patients.read('pt_1');
});

test('an aborted signal ends a running call with its reason and without retries', async (t) => {
  const controller = new AbortController();
  const { requests, clinik } = await serveClinik(t, () => {
    setTimeout(() => controller.abort(new Error('closed the window')), 20);
    return 'hang';
  });
  await assert.rejects(clinik.patients.create({}, { signal: controller.signal }), { message: 'closed the window' });
  assert.equal(requests.length, 1);
});

test('an aborted signal ends the wait before a retry', async (t) => {
  const controller = new AbortController();
  const { requests, clinik } = await serveClinik(t, () => {
    setTimeout(() => controller.abort(), 50);
    return refusal(503, 'UNAVAILABLE', 'No', { 'retry-after': '30' });
  });
  const startedMs = Date.now();
  await assert.rejects(clinik.patients.read('pt_1', { signal: controller.signal }), { name: 'AbortError' });
  assert.ok(Date.now() - startedMs < 5000);
  assert.equal(requests.length, 1);
});

test('a signal aborted beforehand sends nothing', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}));
  await assert.rejects(clinik.patients.read('pt_1', { signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.equal(requests.length, 0);
});

test('no listener stays behind on a signal that is used often', async (t) => {
  const { clinik } = await serveClinik(t, (_, number) => (number === 0 ? refusal(503, 'UNAVAILABLE', 'No', { 'retry-after': '0' }) : found({})));
  const { signal } = new AbortController();
  for (let call = 0; call < 3; call += 1) await clinik.patients.read('pt_1', { signal });
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test('no timer stays behind when a wait is aborted', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const controller = new AbortController();
  const before = timers();
  const waiting = pause(60_000, controller.signal);
  assert.equal(timers(), before + 1);
  controller.abort();
  assert.equal(timers(), before);
  await assert.rejects(waiting, { name: 'AbortError' });
});
