import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// `npm run pack:receiver -- <folder>`: writes there what `npm publish <folder>` sends out, plain JavaScript and its types.

const root = fileURLToPath(new URL('../', import.meta.url));
const source = `${root}libs/webhook-receiver/`;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run pack:receiver -- <folder>');
  process.exit(1);
}

execFileSync(process.execPath, [
  `${root}node_modules/typescript/bin/tsc`,
  ...['-p', `${source}tsconfig.build.json`],
  ...['--outDir', folder],
]);

const described = JSON.parse(readFileSync(`${source}package.json`, 'utf8')) as Record<string, unknown>;
const { nx: _, ...published } = described;
const packed = {
  ...published,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  engines: { node: '>=20.19' },
};
writeFileSync(`${folder}/package.json`, `${JSON.stringify(packed, null, 2)}\n`);
cpSync(`${source}README.md`, `${folder}/README.md`);
cpSync(`${source}examples`, `${folder}/examples`, { recursive: true, filter: path => !path.endsWith('.spec.ts') });
cpSync(`${root}LICENSE`, `${folder}/LICENSE`);
