import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '@counterfoil/testing';
import { eventsOf, newCategory } from '../contract/log-under-test.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';

const ROOT = new URL('../../../../', import.meta.url);

/** Lets a process append until it has acknowledged `count` events, kills it with -9, and returns all it acknowledged. */
const appendAndKill = async (url: string, category: string, count: number): Promise<string[]> => {
  const program = fileURLToPath(new URL('../../test/append-until-killed.ts', import.meta.url));
  const args = ['--import', new URL('tools/typescript.mjs', ROOT).href, program, url, category];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(child, 'close');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) if (acknowledged.push(line) === count) child.kill('SIGKILL');
  await ended;
  return acknowledged;
};

it('has every event that a writer acknowledged before kill -9, whole appends only, and no gap', async () => {
  const database = await testDatabase();
  const category = newCategory();
  const acknowledged: string[] = [];
  for (const count of [1_500, 2_500, 3_500]) acknowledged.push(...(await appendAndKill(database.url, category, count)));
  const store = await openPostgresEventStore(database);
  const events = await eventsOf(store.readAll({ after: 0n, filter: { categories: [category] } }));

  const stored = new Set(events.map(({ eventId }) => eventId));
  expect(acknowledged.filter(id => !stored.has(id))).toEqual([]);
  expect(stored.size).toBe(events.length);
  const lengths = Map.groupBy(events, ({ stream }) => stream);
  expect([...lengths.values()].filter(({ length }) => length !== 3)).toEqual([]);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => BigInt(index + 1)));
  await store.close();
  await database.drop();
});
