// Runs TypeScript without a build step: `node --import ./tools/typescript.mjs file.ts` (docs/adr/0001).
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

if (!module.registerHooks || Number.parseInt(process.versions.node) < 24) {
  const { node } = process.versions;
  process.stderr.write(`Node.js 24 or newer is needed, this is ${node}: run npm ci, which brings it, or install it\n`);
  process.exit(1);
}

// V8 need not compile the same code anew at each start; it goes on without where it cannot write.
module.enableCompileCache();

const swcrc = fileURLToPath(new URL('../.swcrc', import.meta.url));

module.registerHooks({
  load(url, context, nextLoad) {
    const isOurs = url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');
    if (!isOurs) return nextLoad(url, context);
    const { code } = transformFileSync(fileURLToPath(url), { configFile: swcrc });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
