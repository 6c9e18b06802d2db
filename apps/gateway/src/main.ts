import { stopSignal } from '@counterfoil/process/stop-signal';

const stop = stopSignal();
await import('reflect-metadata');
const [{ runProcess }, { start }] = await Promise.all([import('@counterfoil/process'), import('./start.ts')]);
await runProcess(start, process.env, stop, 'gateway');
