import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import test from 'node:test';
import { Clinik, ClinikWebhookError, webhooks } from '@osler/sdk';
import { key } from './server.mjs';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const event = {
  id: 'evt_1', event: 'patient.created', timestamp: '2026-11-21T09:30:00.000Z',
  data: { resourceType: 'patient', resourceId: 'pt_abc123', action: 'created', tenantId: 'org_1', environment: 'test' },
};
const body = JSON.stringify(event);
const now = () => Math.floor(Date.now() / 1000);

function hex(text, by = secret) {
  return createHmac('sha256', by).update(text).digest('hex');
}

function timed(text = body, time = now(), by = secret) {
  return { 'X-Clinik-Signature-V2': `t=${time},v1=${hex(`${time}.${text}`, by)}` };
}

function plain(text = body, time = now(), by = secret) {
  return { 'X-Clinik-Signature': hex(text, by), 'X-Clinik-Timestamp': String(time) };
}

function standard(text = body, time = now(), by = secret) {
  const bytes = Buffer.from(by.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', bytes).update(`evt_1.${time}.${text}`).digest('base64');
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(time), 'webhook-signature': `v1,${signature}` };
}

const forms = { timed, plain, standard };

async function refused(code, ...request) {
  await assert.rejects(webhooks.verify(...request), (error) => {
    assert.ok(error instanceof ClinikWebhookError);
    assert.equal(error.code, code);
    assert.ok(!JSON.stringify(error).includes(secret));
    return true;
  });
}

for (const [name, form] of Object.entries(forms)) {
  test(`a ${name} signature of a genuine event is accepted in every shape of body and headers`, async () => {
    const headers = form();
    const lower = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
    for (const shape of [headers, lower, new Headers(headers)]) assert.deepEqual(await webhooks.verify(body, shape, secret), event);
    for (const bytes of [Buffer.from(body), new TextEncoder().encode(body), new TextEncoder().encode(body).buffer]) {
      assert.deepEqual(await webhooks.verify(bytes, headers, secret), event);
    }
  });

  test(`a ${name} signature of another body, secret or time is refused`, async () => {
    await refused('INVALID_SIGNATURE', body.replace('pt_abc123', 'pt_abc124'), form(), secret);
    await refused('INVALID_SIGNATURE', body, form(), `whsec_${randomBytes(24).toString('base64')}`);
    await refused('SIGNATURE_EXPIRED', body, form(body, now() - 302), secret);
    await refused('SIGNATURE_EXPIRED', body, form(body, now() + 302), secret);
    await webhooks.verify(body, form(body, now() - 290), secret);
    await refused('SIGNATURE_EXPIRED', body, form(body, now() - 20), secret, { tolerance: 10 });
  });

  test(`either of two secrets verifies a ${name} signature`, async () => {
    const other = `whsec_${randomBytes(24).toString('base64')}`;
    await webhooks.verify(body, form(), [other, secret]);
    await webhooks.verify(body, form(), [secret, other]);
  });
}

test('any of several signatures may be the right one', async () => {
  const time = now();
  const wrong = hex('wrong');
  await webhooks.verify(body, { 'x-clinik-signature-v2': `t=${time},v1=${wrong},v1=${hex(`${time}.${body}`)}` }, secret);
  await webhooks.verify(body, { ...plain(), 'X-Clinik-Signature': `${wrong},${hex(body)}` }, secret);
  const good = standard(body, time);
  await webhooks.verify(body, { ...good, 'webhook-signature': `v1,${Buffer.from(wrong, 'hex').toString('base64')} ${good['webhook-signature']}` }, secret);
});

test('a weaker signature does not make up for a wrong or old timed one', async () => {
  await refused('INVALID_SIGNATURE', body, { ...plain(), ...timed('another') }, secret);
  await refused('SIGNATURE_EXPIRED', body, { ...plain(), ...timed(body, now() - 1000) }, secret);
});

test('a changed time makes the timed signature wrong', async () => {
  const headers = timed(body, now() - 1000);
  await refused('INVALID_SIGNATURE', body, { 'X-Clinik-Signature-V2': headers['X-Clinik-Signature-V2'].replace(/t=\d+/, `t=${now()}`) }, secret);
});

test('headers without a usable signature are refused', async () => {
  await refused('MISSING_SIGNATURE', body, {}, secret);
  await refused('MISSING_SIGNATURE', body, new Headers(), secret);
  await refused('SIGNATURE_EXPIRED', body, { 'x-clinik-signature-v2': '' }, secret);
  await refused('SIGNATURE_EXPIRED', body, { 'x-clinik-signature-v2': `v1=${hex(body)}` }, secret);
  await refused('SIGNATURE_EXPIRED', body, { 'x-clinik-signature': hex(body) }, secret);
  for (const nonsense of [`t=${now()}`, `t=${now()},v1=`, `t=${now()},v1=zz`, `t=${now()},v0=${hex(body)}`]) {
    await refused('INVALID_SIGNATURE', body, { 'x-clinik-signature-v2': nonsense }, secret);
  }
});

test('without a secret nothing is accepted', async () => {
  for (const none of ['', [], [''], undefined]) await refused('MISSING_SECRET', body, timed(body, now(), ''), none);
});

test('the client offers the same verification', () => {
  assert.equal(new Clinik(key).webhooks, webhooks);
});
