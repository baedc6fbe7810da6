// What the SDK must do in every runtime, and what only in a page. Runs in Chromium, Deno and Bun.
export async function run({ Clinik, ClinikApiError, ClinikNotFoundError, ClinikValidationError, webhooks }, { apiKey, baseUrl }) {
  const results = [];
  const clinik = new Clinik({ apiKey, baseUrl, logLevel: 'none' });

  async function test(name, body) {
    try {
      await body();
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, message: `${error.name}: ${error.message}` });
    }
  }

  function equal(actual, expected) {
    const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
    if (a !== b) throw new Error(`got ${a}, expected ${b}`);
  }

  async function failure(promise, kind) {
    const error = await promise.then(() => undefined, (reason) => reason);
    if (!(error instanceof kind)) throw new Error(`expected ${kind.name}, got ${error}`);
    return error;
  }

  let patient;
  await test('creates, reads, changes, deletes', async () => {
    ({ data: patient } = await clinik.patients.create({ firstName: 'Browser', lastName: 'Tést' }));
    equal((await clinik.patients.read(patient.id)).data, patient);
    equal((await clinik.patients.update(patient.id, { gender: 'female' })).data.gender, 'female');
    const { data: gone } = await clinik.patients.create({ firstName: 'Short', lastName: 'Lived' });
    equal((await clinik.patients.delete(gone.id)).data, undefined);
    await failure(clinik.patients.read(gone.id), ClinikNotFoundError);
  });

  await test('reads meta from headers', async () => {
    const { meta } = await clinik.patients.read(patient.id);
    if (!/^req_[0-9a-f]{24}$/.test(meta.requestId) || meta.status !== 200 || !meta.etag) throw new Error(JSON.stringify(meta));
  });

  await test('walks all pages', async () => {
    for (let made = 0; made < 7; made += 1) await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
    const ids = new Set();
    for await (const { id } of clinik.encounters.search({ patientId: patient.id, count: 3 })) ids.add(id);
    equal(ids.size, 7);
    equal((await clinik.encounters.search({ patientId: patient.id }).toArray({ limit: 5 })).length, 5);
  });

  await test('speaks FHIR', async () => {
    const { data } = await clinik.fhir.read('Patient', patient.id.replace('pt_', ''));
    equal(data.resourceType, 'Patient');
  });

  await test('names the fields of a refusal', async () => {
    const error = await failure(clinik.patients.create({ firstName: 'Only' }), ClinikValidationError);
    equal(error.fields, { lastName: ['Required'] });
  });

  await test('stops when the caller gives up', async () => {
    const controller = new AbortController();
    const call = clinik.patients.search({}, { signal: controller.signal }).then();
    controller.abort(new Error('enough'));
    const error = await failure(call, Error);
    equal(error.message, 'enough');
  });

  const isPage = typeof document !== 'undefined';
  if (isPage) await test('refuses a live key unless it is allowed', () => {
    const live = 'clk_live_abcdefghij';
    let refused;
    try {
      new Clinik(live, { baseUrl });
    } catch (error) {
      refused = error;
    }
    if (!(refused instanceof ClinikApiError) || refused.code !== 'LIVE_KEY_IN_BROWSER' || refused.message.includes(live)) throw new Error(String(refused));
    new Clinik(live, { baseUrl, dangerouslyAllowBrowser: true });
  });

  await test('does not show its key', () => {
    if (JSON.stringify(clinik).includes(apiKey) || String(clinik).includes(apiKey)) throw new Error('it does');
    for (const value of Object.values(clinik)) if (JSON.stringify(value)?.includes(apiKey)) throw new Error('a namespace does');
  });

  await test('verifies webhooks with the WebCrypto of the browser', async () => {
    const secret = 'whsec_c2VjcmV0';
    const body = '{"id":"evt_1"}';
    const time = Math.floor(Date.now() / 1000);
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${time}.${body}`)));
    const signature = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const headers = new Headers({ 'x-clinik-signature-v2': `t=${time},v1=${signature}` });
    equal((await webhooks.verify(body, headers, secret)).id, 'evt_1');
    await failure(webhooks.verify(`${body} `, headers, secret), ClinikApiError);
  });

  return results;
}
