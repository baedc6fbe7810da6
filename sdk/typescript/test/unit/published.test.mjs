// What somebody who installs the package gets: clean entries, types that resolve everywhere, and a bundle of only what is used.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

function checkedBy(tool, ...parameters) {
  return execFileSync(join(root, 'node_modules', '.bin', tool), parameters, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

/** What a bundler makes of a program that uses the package. */
async function bundled(program) {
  const { outputFiles, warnings } = await build({
    stdin: { contents: program, resolveDir: root }, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent',
  });
  assert.deepEqual(warnings, []);
  return outputFiles[0].text;
}

test('publint finds nothing', () => {
  checkedBy('publint', '--strict');
});

test('arethetypeswrong finds nothing', () => {
  const { analysis, problems = analysis.problems } = JSON.parse(checkedBy('attw', '--pack', '.', '--format', 'json'));
  assert.ok(analysis.entrypoints['.']);
  assert.deepEqual(Object.keys(problems), []);
});

test('a bundle for browsers needs no module of Node and stays within 12 KB', async (t) => {
  const text = await bundled("import { Clinik } from '@osler/sdk'; globalThis.clinik = new Clinik('clk_test_abc');");
  const bytes = gzipSync(text, { level: 9 }).length;
  t.diagnostic(`${bytes} bytes in gzip`);
  assert.ok(bytes <= 12 * 1024, `${bytes} bytes`);
  assert.doesNotMatch(text, /from\s*["']node:/);
});

test('what is not used is not bundled', async () => {
  const text = await bundled("import { webhooks } from '@osler/sdk'; globalThis.verify = webhooks.verify;");
  assert.doesNotMatch(text, /x-api-key|\/v1\/|medication-dispenses/);
  assert.ok(gzipSync(text).length < 2600, `${gzipSync(text).length} bytes`);
});
