import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import test from 'node:test';
import { Clinik, ClinikAPI, ClinikApiError, ClinikAuthError } from '@osler/sdk';
import { found, key, serve } from './server.mjs';

function withEnvironment(t, variables) {
  Object.assign(process.env, variables);
  t.after(() => { for (const name of Object.keys(variables)) delete process.env[name]; });
}

function withWarnings(t) {
  const original = console.warn;
  const lines = [];
  console.warn = (line) => lines.push(line);
  t.after(() => { console.warn = original; });
  return lines;
}

test('both class names are one class', () => {
  assert.equal(Clinik, ClinikAPI);
});

test('all four spellings of the constructor send the key', async (t) => {
  const { requests, baseUrl } = await serve(t, () => found({ id: 'enc_1' }));
  for (const clinik of [
    new Clinik(key, { baseUrl }),
    new Clinik({ apiKey: key, baseUrl }),
    new ClinikAPI(key, { baseUrl }),
    new ClinikAPI({ apiKey: key, baseUrl }),
  ]) {
    await clinik.encounters.read('enc_1');
  }
  assert.deepEqual(requests.map((request) => request.headers['x-api-key']), [key, key, key, key]);
});

test('key and base URL come from the environment when not given', async (t) => {
  const { requests, baseUrl } = await serve(t, () => found({}));
  withEnvironment(t, { OSLER_API_KEY: 'clk_test_first', CLINIKAPI_SECRET_KEY: 'clk_test_second', OSLER_BASE_URL: `${baseUrl}//` });
  await new Clinik().encounters.read('enc_1');
  delete process.env.OSLER_API_KEY;
  await new Clinik().encounters.read('enc_1');
  await new Clinik({ apiKey: 'clk_test_third' }).encounters.read('enc_1');
  assert.deepEqual(requests.map((request) => request.headers['x-api-key']), ['clk_test_first', 'clk_test_second', 'clk_test_third']);
  assert.equal(requests[0].url, '/v1/encounters/enc_1');
});

test('without a key the constructor throws', () => {
  for (const make of [() => new Clinik(), () => new Clinik(''), () => new Clinik({}), () => new Clinik({ apiKey: '' }), () => new Clinik(undefined)]) {
    assert.throws(make, { name: 'ClinikAuthError', code: 'UNAUTHORIZED', message: /OSLER_API_KEY/ });
  }
});

test('an explicit empty key is not replaced by the environment', (t) => {
  withEnvironment(t, { OSLER_API_KEY: 'clk_test_first' });
  assert.throws(() => new Clinik(''), ClinikAuthError);
});

test('a value that is not of the key form is refused with a hint and never repeated', () => {
  for (const [value, hint] of [
    ['sk_live_abcdef', /clk_test_/],
    ['clk_prod_abcdef', /clk_test_/],
    ['clk_live_abc-def', /letters and digits/],
    ['clk_live_abcdef\n', /space or a line end/],
    ['whsec_abcdef', /webhook secret/],
  ]) {
    assert.throws(() => new Clinik(value), (error) => {
      assert.equal(error.code, 'INVALID_KEY_FORMAT');
      assert.match(error.message, hint);
      assert.ok(!inspect(error).split('\n')[0].includes('abc'), 'the value is in the message');
      return true;
    });
  }
});

test('the key is in no inspection and no serialization of the client', () => {
  const clinik = new Clinik({ apiKey: key, baseUrl: 'http://localhost:1' });
  const views = [
    inspect(clinik), inspect(clinik, { showHidden: true, depth: Infinity, customInspect: false }), JSON.stringify(clinik),
    inspect(clinik.encounters, { showHidden: true, depth: Infinity }), inspect(clinik.fhir, { showHidden: true }),
    JSON.stringify(clinik.encounters), String(clinik),
  ];
  for (const view of views) assert.ok(!view.includes('Secret'), view);
  assert.equal(inspect(clinik), "Clinik { baseUrl: 'http://localhost:1', environment: 'test' }");
});

test('a base URL must be an http or https origin', () => {
  for (const baseUrl of ['', 'localhost:8080', 'ftp://localhost', 'http://user:secret@localhost', 'http://localhost?key=1', 'osler']) {
    assert.throws(() => new Clinik(key, { baseUrl }), { code: 'INVALID_OPTION' }, baseUrl);
  }
});

test('timeout and retries must be whole numbers from 0 up', () => {
  for (const options of [{ timeout: -1 }, { timeout: NaN }, { retries: 1.5 }, { retries: '2' }]) {
    assert.throws(() => new Clinik(key, options), ClinikApiError);
  }
});

test('plain http warns except on the own machine', (t) => {
  const lines = withWarnings(t);
  for (const baseUrl of ['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:9', 'http://a.localhost', 'https://osler.example.org']) {
    new Clinik(key, { baseUrl });
  }
  assert.deepEqual(lines, []);
  new Clinik(key, { baseUrl: 'http://osler.example.org' });
  new Clinik(key, { baseUrl: 'http://localhost.example.org' });
  assert.equal(lines.length, 2);
  assert.match(lines[0], /not https/);
  new Clinik(key, { baseUrl: 'http://osler.example.org', logLevel: 'none' });
  assert.equal(lines.length, 2);
});

test('a live key in a browser throws unless allowed', (t) => {
  globalThis.window = { document: {} };
  t.after(() => { delete globalThis.window; });
  assert.throws(() => new Clinik('clk_live_abc123'), { code: 'LIVE_KEY_IN_BROWSER' });
  new Clinik('clk_live_abc123', { dangerouslyAllowBrowser: true });
  new Clinik('clk_test_abc123');
});
