// A process that appends as fast as it can, and prints the id of each event that was acknowledged.
import { writeSync } from 'node:fs';
import { append, newEvents } from '../src/contract/log-under-test.ts';
import { openPostgresEventStore } from '../src/postgres/postgres-event-store.ts';

const [url = '', category = ''] = process.argv.slice(2);
const store = await openPostgresEventStore({ url });

const writeForever = async (writer: number): Promise<void> => {
  for (let id = 0; ; id += 1) {
    const events = newEvents(3);
    const result = await append(store, `${category}-${process.pid}-${writer}-${id}`, 'no_stream', events);
    // Written at once, not buffered: what is printed was acknowledged, and all that was acknowledged is printed.
    if (result.status === 'appended') writeSync(1, events.map(({ eventId }) => `${eventId}\n`).join(''));
  }
};

await Promise.all(Array.from({ length: 16 }, (_, writer) => writeForever(writer)));
