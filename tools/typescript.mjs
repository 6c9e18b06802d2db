// Runs TypeScript without a build step: `node --import ./tools/typescript.mjs file.ts` (docs/adr/0001).
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const swcrc = fileURLToPath(new URL('../.swcrc', import.meta.url));

registerHooks({
  load(url, context, nextLoad) {
    const isOurs = url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');
    if (!isOurs) return nextLoad(url, context);
    const { code } = transformFileSync(fileURLToPath(url), { configFile: swcrc });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
