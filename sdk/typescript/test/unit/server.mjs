// A real HTTP server for one test: it records what arrives and answers what the test says.
import { createServer } from 'node:http';
import { once } from 'node:events';

import { Clinik } from '@osler/sdk';

export const key = 'clk_test_SecretSecretSecret';

delete process.env.OSLER_API_KEY;
delete process.env.OSLER_BASE_URL;
delete process.env.CLINIKAPI_SECRET_KEY;

/**
 * Starts a server that ends with the test. `answer(request, number)` gives `{status, headers, body}`, a string body
 * being sent as it is; `'hang'` never answers and `'drop'` closes the connection. `number` counts requests from 0.
 */
export async function serve(test, answer) {
  const requests = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, url, headers } = incoming;
    const text = Buffer.concat(chunks).toString();
    const request = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) };
    const number = requests.push(request) - 1;
    const reply = await answer(request, number);
    if (reply === 'hang') return;
    if (reply === 'drop') return void incoming.socket.destroy();
    const { status = 200, headers: extra = {}, body } = reply;
    outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'req_0123', ...extra });
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { requests, baseUrl: `http://127.0.0.1:${server.address().port}` };
}

/** A server as above and a client of it. */
export async function serveClinik(test, answer, options = {}) {
  const { requests, baseUrl } = await serve(test, answer);
  return { requests, baseUrl, clinik: new Clinik(key, { baseUrl, ...options }) };
}

/** A successful answer in its envelope. */
export function found(data, headers = {}) {
  return { headers, body: { data, meta: { requestId: 'req_0123', timestamp: '2026-11-21T09:30:00.000Z', status: 200 } } };
}

/** A refusal as the server words it. */
export function refusal(status, code, message = 'No', headers = {}) {
  return { status, headers, body: { error: 'Refused', message, code, requestId: 'req_0123' } };
}

/** Replaces chance for one test, so that waits are known. */
export function withRandom(test, value) {
  const original = Math.random;
  Math.random = () => value;
  test.after(() => { Math.random = original; });
}
