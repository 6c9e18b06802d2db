// Runs TypeScript without a build step: `node --import ./tools/typescript.mjs file.ts` (docs/adr/0001).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (!module.registerHooks || Number.parseInt(process.versions.node) < 24) {
  const { node } = process.versions;
  process.stderr.write(`Node.js 24 or newer is needed, this is ${node}: run npm ci, which brings it, or install it\n`);
  process.exit(1);
}

// V8 need not compile the same code anew at each start; it goes on without where it cannot write.
module.enableCompileCache();

const swcrc = fileURLToPath(new URL('../.swcrc', import.meta.url));
const require = module.createRequire(import.meta.url);
/** What the code made of a file depends on, beside the file. */
const made = [readFileSync(swcrc, 'utf8'), require('@swc/core/package.json').version].join();

/** Where what was compiled once is kept: a start has 600 files, which take a quarter of its CPU. */
const folder = fileURLToPath(new URL('../.cache/typescript/', import.meta.url));

const keep = (path, code) => {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // It goes on without, where it cannot write.
  }
};

const compile = file => {
  const hash = createHash('sha256').update(made).update(file).update(readFileSync(file)).digest('hex');
  const path = join(folder, hash);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The first time; the compiler is loaded only then.
    const { code } = require('@swc/core').transformFileSync(file, { configFile: swcrc });
    keep(path, code);
    return code;
  }
};

module.registerHooks({
  load(url, context, nextLoad) {
    const isOurs = url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');
    if (!isOurs) return nextLoad(url, context);
    return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
  },
});
