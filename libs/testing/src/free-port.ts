import { freePortsOf } from '@counterfoil/free-port';

const PER_WORKER = 5_000;

const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % 4;

/** A port that nothing listens on at the moment, and that this process is not given again soon. */
export const freePort = freePortsOf({ first: 10_000 + worker * PER_WORKER, count: PER_WORKER });
