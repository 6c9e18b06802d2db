import type { ConsumerLog, EventStore } from '@counterfoil/event-sourcing';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Publication } from '../src/contract/messaging-under-test.ts';
import type { Publisher } from '../src/public-event.ts';

export const quiet: ConsumerLog = { warn: () => {}, error: () => {} };

/** Tells of each event under the type that it names itself. */
export const publisherOf = (topic: string): Publisher => ({
  topic,
  source: '/counterfoil/test',
  category: 'test',
  toPublic: event => Promise.resolve([{ type: event.type, data: event.data }]),
});

const metadata = {
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  causationId: 'test',
  merchantId: 'mer_test',
  paymentId: null,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
  schemaVersion: 1,
};

/** Appends publications in order, each to the stream of its key. */
export const publishTo = (store: EventStore) => async (publications: readonly Publication[]) => {
  const appends = publications.map(({ key, n, type = 'test.happened', padding, paymentId = null }) => ({
    stream: `test-${key}`,
    expectedRevision: n === 1 ? ('no_stream' as const) : n - 2,
    events: [{ eventId: randomUUID(), type, data: { n, padding }, metadata: { ...metadata, paymentId } }],
  }));
  for (let from = 0; from < appends.length; from += 500) {
    const results = await store.append(appends.slice(from, from + 500));
    if (results.some(({ status }) => status !== 'appended'))
      throw new Error('A test publishes n = 1, 2, 3, … of a key');
  }
};

/** A process beside the test's, which can be killed; `work` says what it does there. */
export const spawnBeside = (program: string, work: object): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      new URL('../../../tools/typescript.mjs', import.meta.url).href,
      fileURLToPath(new URL(program, import.meta.url)),
      JSON.stringify(work),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
