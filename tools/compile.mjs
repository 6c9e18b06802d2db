// What an image is made of (docs/adr/0042): `node tools/compile.mjs <folder>` writes apps/ and libs/ there, compiled. Files
// keep their names, so that imports and package.json stay as they are; Node takes JavaScript for the TypeScript that it is too.
import { cpSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const swcrc = fileURLToPath(new URL('../.swcrc', import.meta.url));
const target = process.argv[2];
if (!target) throw new Error('Usage: node tools/compile.mjs <folder>');

for (const folder of ['apps', 'libs']) cpSync(folder, join(target, folder), { recursive: true });
for (const path of globSync('{apps,libs}/**/*.ts', { cwd: target }))
  writeFileSync(join(target, path), transformFileSync(join(target, path), { configFile: swcrc }).code);
