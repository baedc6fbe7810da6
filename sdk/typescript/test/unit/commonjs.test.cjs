'use strict';
const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const test = require('node:test');
const { Clinik, ClinikAPI, ClinikNotFoundError, webhooks } = require('@osler/sdk');

test('the CommonJS build creates, reads and fails like the other', async (t) => {
  const server = createServer((request, response) => {
    response.statusCode = request.method === 'POST' ? 201 : 404;
    response.end(request.method === 'POST' ? '{"data":{"id":"enc_1"}}' : '{"message":"No such encounter","code":"NOT_FOUND"}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const clinik = new ClinikAPI({ apiKey: 'clk_test_abc', baseUrl: `http://127.0.0.1:${server.address().port}` });
  assert.ok(clinik instanceof Clinik);
  assert.equal((await clinik.encounters.create({ status: 'planned' })).data.id, 'enc_1');
  await assert.rejects(clinik.encounters.read('enc_2'), ClinikNotFoundError);
  await assert.rejects(webhooks.verify('{}', {}, 'whsec_'), { code: 'MISSING_SIGNATURE' });
});
