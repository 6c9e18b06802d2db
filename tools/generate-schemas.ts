// Writes one JSON Schema (2020-12) a public event to libs/contracts/schemas; `--check` only compares.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { publicEvents } from '@counterfoil/contracts';
import { z } from 'zod';

const folder = new URL('../libs/contracts/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });

const wanted = new Map(
  Object.entries(publicEvents).map(([type, schema]) => {
    const json = z.toJSONSchema(schema, { io: 'input' });
    const document = { $id: `https://counterfoil.dev/schemas/${type}.v1.json`, title: type, ...json };
    return [`${type}.v1.json`, `${JSON.stringify(document, null, 2)}\n`];
  }),
);
const present = new Map(readdirSync(folder).map(name => [name, readFileSync(new URL(name, folder), 'utf8')]));
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
  name => wanted.get(name) !== present.get(name),
);

if (process.argv.includes('--check')) {
  for (const name of stale)
    console.error(`libs/contracts/schemas/${name} is not what the code says: run npm run generate`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const name of stale) {
  const content = wanted.get(name);
  if (content === undefined) rmSync(new URL(name, folder));
  else writeFileSync(new URL(name, folder), content);
}
console.log(`${stale.length} of ${wanted.size} schemas written`);
