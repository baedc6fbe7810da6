// What two runs of tsc leave open: the kind of each build, and the types of the ES modules.
// Browsers load the ES modules, so those are built without comments; declarations need theirs, and come from the other build.
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

for (const [folder, type] of [['esm', 'module'], ['cjs', 'commonjs']]) {
  writeFileSync(join(dist, folder, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
for (const folder of ['', 'generated']) {
  for (const name of readdirSync(join(dist, 'cjs', folder)).filter((file) => file.endsWith('.d.ts'))) {
    copyFileSync(join(dist, 'cjs', folder, name), join(dist, 'esm', folder, name));
  }
}
