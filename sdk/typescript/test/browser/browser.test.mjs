// The SDK in headless Chromium against a real server: OSLER_BASE_URL and OSLER_API_KEY. The page, the SDK and the API come
// from one origin made here, since Osler's CORS is closed until it is opened.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join, normalize } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { apiKey, missing, osler, withBrowser } from './chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMs = 60_000;

const page = `<!doctype html><meta charset="utf-8"><title>SDK</title><script type="module">
import * as sdk from '/dist/esm/index.js';
import { run } from '/test/browser/scenario.mjs';
const report = (body) => fetch('/report', { method: 'POST', body: JSON.stringify(body) });
run(sdk, { apiKey: ${JSON.stringify(apiKey ?? '')}, baseUrl: location.origin }).then(report, (error) => report([{ name: 'the scenario runs', ok: false, message: String(error) }]));
</script>`;

/** Hands a call on to Osler, and its answer back. */
function proxy(incoming, outgoing) {
  const target = new URL(incoming.url, osler);
  const { host, ...headers } = incoming.headers;
  const sent = request(target, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  sent.on('error', () => outgoing.destroy());
  incoming.pipe(sent);
}

function serveFile(path, outgoing) {
  const place = normalize(path);
  if (!/^\/(dist\/esm|test\/browser)\/[\w./-]+\.m?js$/.test(place)) return void outgoing.writeHead(404).end();
  outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(join(root, place)));
}

async function reportOfBrowser() {
  let settle;
  const report = new Promise((resolve) => { settle = resolve; });
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url.startsWith('/v1/')) return proxy(incoming, outgoing);
    if (incoming.url === '/') return void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(page);
    if (incoming.url !== '/report') return serveFile(incoming.url, outgoing);
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    outgoing.writeHead(204).end();
    settle(JSON.parse(Buffer.concat(chunks)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setTimeout(() => settle([{ name: 'the page reports', ok: false, message: `nothing within ${timeoutMs} ms` }]), timeoutMs - 1000);
  try {
    return await withBrowser(['--remote-debugging-port=0', `http://127.0.0.1:${server.address().port}/`], timeoutMs, (child) => {
      child.stdout.resume();
      child.stderr.resume();
      return report;
    });
  } finally {
    clearTimeout(timer);
    server.closeAllConnections();
    server.close();
  }
}

test('in headless Chromium', { skip: missing ?? false }, async (t) => {
  const results = await reportOfBrowser();
  assert.ok(results.length > 0);
  for (const { name, ok, message } of results) await t.test(name, () => assert.ok(ok, message));
});
