// The same scenario as in the browser, in the other runtimes: DENO and BUN name their programs, else they are looked for.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { OSLER_BASE_URL: baseUrl, OSLER_API_KEY: apiKey } = process.env;
const program = `
import * as sdk from ${JSON.stringify(new URL('../../dist/esm/index.js', import.meta.url).href)};
import { run } from ${JSON.stringify(new URL('../browser/scenario.mjs', import.meta.url).href)};
console.log(JSON.stringify(await run(sdk, ${JSON.stringify({ apiKey, baseUrl })})));
`;

function found(name) {
  const wanted = process.env[name.toUpperCase()] ?? name;
  try {
    return execFileSync('which', [wanted], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const runtimes = { deno: ['eval', '--ext=mjs', program], bun: ['-e', program] };

for (const [name, parameters] of Object.entries(runtimes)) {
  const path = found(name);
  const missing = !baseUrl || !apiKey ? 'there is no server' : path === undefined ? `${name} is not installed` : undefined;
  if (missing) console.error(`!! SKIPPED: the SDK was not tested in ${name}.\n!! ${missing}`);
  test(`in ${name}`, { skip: missing ?? false }, async (t) => {
    const { stdout } = await promisify(execFile)(path, parameters, { timeout: 60_000, cwd: fileURLToPath(new URL('.', import.meta.url)) });
    const results = JSON.parse(stdout);
    assert.ok(results.length >= 8);
    for (const { name: claim, ok, message } of results) await t.test(claim, () => assert.ok(ok, message));
  });
}
