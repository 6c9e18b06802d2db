// A double in a process of its own: prints its connection string, and lives until its standard input ends or SIGTERM.
import { once } from 'node:events';
import { EventStoreDouble } from './event-store-double.ts';

const double = await EventStoreDouble.start();
process.stdout.write(`${double.url}\n`);
await Promise.race([once(process.stdin.resume(), 'close'), once(process, 'SIGTERM')]);
process.stdin.destroy();
await double.close();
