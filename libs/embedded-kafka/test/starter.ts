// A process that starts a broker on the folder it is given, says where in one line, and lives on.
import { startEmbeddedKafka } from '../src/index.ts';

const { brokers } = await startEmbeddedKafka({ dataDir: process.argv[2] ?? '' });
process.stdout.write(`${brokers.join(',')}\n`);
process.stdin.resume();
