// Writes what follows from the code: the documents in docs/, and one JSON Schema (2020-12) a public event in
// libs/contracts/schemas. `--check` only compares.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { publicEvents } from '@counterfoil/contracts';
import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { apiDocument } from '@counterfoil/standalone/api-document';
import { z } from 'zod';
import { dashboard } from './generated/dashboard.ts';
import { errorsPage } from './generated/errors-page.ts';
import { eventsPage } from './generated/events-page.ts';
import { prometheusRule } from './generated/prometheus-rule.ts';
import { settingsPage } from './generated/settings-page.ts';

const SCHEMAS = 'libs/contracts/schemas';
const root = new URL('../', import.meta.url);
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const schemas = Object.entries(publicEvents).map(([type, schema]) => {
  const $id = `https://counterfoil.dev/schemas/${type}.v1.json`;
  return [
    `${SCHEMAS}/${type}.v1.json`,
    json({ $id, title: type, ...z.toJSONSchema(schema, { io: 'input' }) }),
  ] as const;
});
const documents: readonly (readonly [path: string, content: string])[] = [
  ['docs/openapi.json', json(apiDocument())],
  ['docs/asyncapi.json', json(asyncApiDocument())],
  ['docs/errors.md', errorsPage()],
  ['docs/settings.md', await settingsPage()],
  ['docker/grafana/dashboards/counterfoil.json', await dashboard()],
  ['k8s/components/monitoring/rules.yaml', await prometheusRule()],
  ['docs/events.md', eventsPage()],
];
const wanted = new Map<string, string>([...documents, ...schemas]);

const paths = globSync([...documents.map(([path]) => path), `${SCHEMAS}/*`], { cwd: root });
const present = new Map(paths.map(path => [path, readFileSync(new URL(path, root), 'utf8')]));
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
  path => wanted.get(path) !== present.get(path),
);

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is not what the code says: run npm run generate`);
  process.exit(stale.length === 0 ? 0 : 1);
}
mkdirSync(new URL(SCHEMAS, root), { recursive: true });
for (const path of stale) {
  const content = wanted.get(path);
  if (content === undefined) rmSync(new URL(path, root));
  else writeFileSync(new URL(path, root), content);
}
console.log(`${stale.length} of ${wanted.size} files written`);
