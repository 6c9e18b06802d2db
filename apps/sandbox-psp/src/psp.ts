import type { Pool } from 'pg';
import type { Callbacks } from './callbacks/callbacks.ts';
import type { InFlight } from './charges/in-flight.ts';
import type { Disputes } from './disputes/disputes.ts';
import type { FaultQueue } from './faults/fault-queue.ts';

/** What the routes of one running process work with. */
export interface Psp {
  readonly pool: Pool;
  readonly faults: FaultQueue;
  readonly inFlight: InFlight;
  readonly callbacks: Callbacks;
  readonly disputes: Disputes;
  readonly secretKey: string;
  /** Where payers and merchants reach this process, known once it listens. */
  readonly origin: () => string;
  /** Aborted when the process drains: waits end, nothing new is begun. */
  readonly closing: AbortSignal;
}
