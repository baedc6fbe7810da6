// The pages at /docs in headless Chromium: they render, search and obey their own policy.
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { missing, osler, withBrowser } from './chromium.mjs';

/** The page as it is after its scripts ran, and what the browser complained of. */
async function opened(path) {
  return withBrowser(['--enable-logging=stderr', '--virtual-time-budget=8000', '--dump-dom', `${osler}${path}`], 60_000, async (child) => {
    const [page, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { page, complaints: log.split('\n').filter((line) => /CONSOLE|Refused to|Content Security Policy|Uncaught/.test(line)) };
  });
}

test('the API reference shows a section with its calls', { skip: missing ?? false }, async () => {
  const { page, complaints } = await opened('/docs/api#/encounters');
  assert.deepEqual(complaints, []);
  for (const expected of ['Create encounter', 'Find encounters', 'Delete encounter', 'lengthMinutes', 'planned · arrived', '-H "x-api-key: $OSLER_API_KEY"', 'Immunization Recommendations', '>Copy</button>']) {
    assert.ok(page.includes(expected) || page.includes(expected.replaceAll('"', '&quot;')), expected);
  }
});

test('its overview counts what is there', { skip: missing ?? false }, async () => {
  const { page, complaints } = await opened('/docs/api');
  assert.deepEqual(complaints, []);
  const [, operations] = /(\d+) operations/.exec(page) ?? [];
  assert.ok(Number(operations) > 370, operations);
});

test('every guide renders without a complaint', { skip: missing ?? false }, async () => {
  const index = await (await fetch(`${osler}/docs`)).text();
  const guides = [...new Set([...index.matchAll(/href="(\/docs\/[\w-]+)"/g)].map(([, href]) => href))].filter((href) => href !== '/docs/api');
  assert.ok(guides.length >= 8, `${guides}`);
  for (const guide of guides) {
    const html = await (await fetch(osler + guide)).text();
    assert.match(html, /<h1 id="/, guide);
    for (const [, target] of html.matchAll(/href="(\/docs[^"#]*)/g)) assert.equal((await fetch(osler + target)).status, 200, `${guide} leads to ${target}`);
  }
  const { complaints } = await opened('/docs/quickstart');
  assert.deepEqual(complaints, []);
});
