import { stopSignal } from '@counterfoil/process/stop-signal';

const stop = stopSignal();
await import('reflect-metadata');
const [{ runProcess, startService }, { service }] = await Promise.all([
  import('@counterfoil/process'),
  import('./service.ts'),
]);
await runProcess(startService(service), process.env, stop, service.name);
