// A process that starts a server on the folder it is given, says how that went in one line of JSON, and lives on.
import { startEmbeddedPostgres } from '../src/index.ts';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
  say({ url });
  process.stdin.resume();
} catch (error) {
  const { name, message } = error as Error;
  say({ name, message });
}
