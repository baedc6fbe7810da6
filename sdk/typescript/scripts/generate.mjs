// Writes src/generated from the repository's schema/v1, the source of the /v1 API.
//   node scripts/generate.mjs          write
//   node scripts/generate.mjs --check  write nothing; exit 1 if something would change
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generator/generated-files.mjs';
import { readSchema } from './generator/schema.mjs';

const schemaFolder = fileURLToPath(new URL('../../../schema/v1', import.meta.url));
const outputFolder = fileURLToPath(new URL('../src/generated', import.meta.url));

const files = generatedFiles(readSchema(schemaFolder));
const present = existsSync(outputFolder) ? readdirSync(outputFolder) : [];
const stale = present.filter((name) => !files.has(name));
const changed = [...files].filter(([name, text]) => !present.includes(name) || readFileSync(join(outputFolder, name), 'utf8') !== text);

if (process.argv.includes('--check')) {
  const different = [...stale, ...changed.map(([name]) => name)];
  for (const name of different) console.error(`src/generated/${name} differs from schema/v1; run npm run generate`);
  process.exitCode = different.length === 0 ? 0 : 1;
} else {
  mkdirSync(outputFolder, { recursive: true });
  for (const name of stale) rmSync(join(outputFolder, name));
  for (const [name, text] of changed) writeFileSync(join(outputFolder, name), text);
  console.log(`${files.size} files, ${changed.length} written, ${stale.length} removed`);
}
