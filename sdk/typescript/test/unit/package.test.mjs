import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** All files that loading `entry` loads, itself included. */
function loadedBy(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, target] of readFileSync(entry, 'utf8').matchAll(/^(?:import|export)[^'";]*?from '(\.[^']+)'/gm)) loadedBy(join(dirname(entry), target), seen);
  return seen;
}

test('everything a browser loads is at most 12 KB in gzip', (t) => {
  const files = [...loadedBy(join(root, 'dist/esm/index.js'))];
  assert.ok(files.length > 15, `${files.length} files found`);
  const bytes = gzipSync(files.map((file) => readFileSync(file, 'utf8')).join('\n'), { level: 9 }).length;
  t.diagnostic(`${bytes} bytes in gzip, ${files.length} files`);
  assert.ok(bytes <= 12 * 1024, `${bytes} bytes`);
});

test('nothing is installed with the package', () => {
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies']) assert.equal(manifest[kind], undefined);
});

test('the entries of the package exist', () => {
  const { import: esm, require: cjs } = manifest.exports['.'];
  for (const file of [esm.types, esm.default, cjs.types, cjs.default, manifest.main, manifest.module, manifest.types]) assert.ok(existsSync(join(root, file)), file);
});

test('the lock file names no registry', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [name, entry] of Object.entries(packages)) {
    const { funding, ...installed } = entry; // Where an author takes donations is no place to fetch from.
    assert.doesNotMatch(JSON.stringify(installed), /"resolved"|https?:\/\//, name);
  }
});

test('generating again from schema/v1 changes nothing', () => {
  execFileSync(process.execPath, [join(root, 'scripts/generate.mjs'), '--check'], { stdio: 'pipe' });
});
