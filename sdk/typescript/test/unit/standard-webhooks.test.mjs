// Another house's library signs and verifies: what it signs we take, what is signed our way it takes.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import test from 'node:test';
import { webhooks, ClinikWebhookError } from '@osler/sdk';
import { Webhook } from 'standardwebhooks';

function delivery(secret) {
  const body = JSON.stringify({ id: `evt_${randomBytes(6).toString('hex')}`, event: 'patient.created', data: { resourceId: 'pt_1' } });
  const time = new Date();
  const { id } = JSON.parse(body);
  const signature = new Webhook(secret).sign(id, time, body);
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': signature } };
}

test('1000 deliveries signed by the library are genuine, and not after one bit was changed', async () => {
  for (let number = 0; number < 1000; number += 1) {
    const secret = `whsec_${randomBytes(24 + (number % 9)).toString('base64')}`;
    const { body, headers } = delivery(secret);
    assert.equal((await webhooks.verify(body, headers, secret)).id, headers['webhook-id']);
    const changed = Buffer.from(body);
    changed[number % changed.length] ^= 1 << (number % 7);
    await assert.rejects(webhooks.verify(changed, headers, secret), ClinikWebhookError);
  }
});

test('the library takes what is signed as Osler signs', () => {
  const bytes = randomBytes(32);
  const time = Math.floor(Date.now() / 1000);
  const body = '{"id":"evt_1"}';
  const signature = createHmac('sha256', bytes).update(`evt_1.${time}.${body}`).digest('base64');
  const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(time), 'webhook-signature': `v1,${signature}` };
  assert.deepEqual(new Webhook(bytes.toString('base64')).verify(body, headers), { id: 'evt_1' });
});
