import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@counterfoil/free-port';
import { EmbeddedKafkaError } from './embedded-kafka-error.ts';
import { defaultCacheDir, java, kafkaJars } from './jars.ts';
import { listensOn } from './listens-on.ts';
import { runProgram, startGuarded } from './program.ts';
import type { GuardedProgram } from './program.ts';
import { serverProperties } from './server-properties.ts';
import type { Broker } from './server-properties.ts';

/** A running Kafka broker of our own. */
export interface EmbeddedKafka {
  /** `host:port`; the same over its restarts. */
  readonly brokers: readonly string[];
  /** Stops the broker cleanly. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on its data, after `stop` or `kill`. */
  start(): Promise<void>;
}

const FORMAT_MS = 60_000;
/** A broker that was killed waits for its own session to run out; one whose folder a dying broker still holds is tried again. */
const START_MS = 60_000;
const STOP_MS = 15_000;
const POLL_MS = 25;

const MEMORY = ['-Xmx512m', '-Xms128m', '-XX:TieredStopAtLevel=1'];

/**
 * Starts a broker whose data live in `dataDir`, made at the first start; it ends with this process, however that ends.
 * Its jars are kept in `cacheDir` (the user's cache folder, unless told).
 * @throws EmbeddedKafkaError when there is no Java, no jars, or no start
 */
export const startEmbeddedKafka = async (options: {
  readonly dataDir: string;
  readonly cacheDir?: string;
}): Promise<EmbeddedKafka> => {
  const program = java();
  const jars = await kafkaJars(options.cacheDir ?? defaultCacheDir());
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const broker: Broker = { port: await freePort(), controllerPort: await freePort(), data: join(dataDir, 'kafka') };
  const installation = { program, classpath: join(jars, '*'), dataDir, properties: join(dataDir, 'kafka.properties') };
  await writeFile(installation.properties, serverProperties(broker), { mode: 0o600 });
  await format(installation, broker);

  let running: GuardedProgram | undefined = await run(installation, broker);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = running;
    running = undefined;
    if (ending) await endProgram(ending, signal);
  };
  return {
    brokers: [`127.0.0.1:${broker.port}`],
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start: async () => {
      running ??= await run(installation, broker);
    },
  };
};

interface Installation {
  readonly program: string;
  readonly classpath: string;
  readonly dataDir: string;
  readonly properties: string;
}

const format = async ({ program, classpath, properties }: Installation, { data }: Broker): Promise<void> => {
  if (existsSync(join(data, 'meta.properties'))) return;
  // Kafka takes no cluster id that begins with a dash.
  const clusterId = `k${randomBytes(16).toString('base64url').slice(1)}`;
  const tool = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, '--ignore-formatted'];
  const { code, output } = await runProgram(program, [...MEMORY, '-cp', classpath, ...tool], FORMAT_MS);
  if (code !== 0)
    throw new EmbeddedKafkaError('not_started', `Kafka could not make its data folder ${data}: ${lastLine(output)}`);
};

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';

/** The one failure that passes: the broker of a killed process still holds the folder. */
const PASSING = /Failed to acquire lock on file/;

const run = async (installation: Installation, broker: Broker): Promise<GuardedProgram> => {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const { started, reason } = await tryToRun(installation, broker, deadline);
    if (started) return started;
    if (!PASSING.test(reason) || performance.now() > deadline)
      throw new EmbeddedKafkaError(
        'not_started',
        `Kafka did not start on ${broker.data}: ${reason || 'it said nothing'}`,
      );
    await delay(250);
  }
};

const tryToRun = async (
  { program, classpath, dataDir, properties }: Installation,
  broker: Broker,
  deadline: number,
): Promise<{ readonly started?: GuardedProgram; readonly reason: string }> => {
  const path = join(dataDir, 'kafka.log');
  const log = await open(path, 'w', 0o600);
  try {
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
    const args = [...MEMORY, quiet, '-cp', classpath, 'kafka.Kafka', properties];
    const started = await startGuarded(program, args, log.fd);
    while (!started.hasExited() && performance.now() < deadline) {
      if (await listensOn(broker.port)) return { started, reason: '' };
      await delay(POLL_MS);
    }
    await endProgram(started, 'SIGKILL');
  } finally {
    await log.close();
  }
  const lines = (await readFile(path, 'utf8')).split('\n');
  return { reason: lines.find(line => /Exception|ERROR/.test(line))?.slice(0, 500) ?? '' };
};

const endProgram = async (program: GuardedProgram, signal: NodeJS.Signals): Promise<void> => {
  const killLater = setTimeout(() => send(program, 'SIGKILL'), STOP_MS);
  send(program, signal);
  await program.exited;
  clearTimeout(killLater);
};

const send = ({ pid, hasExited }: GuardedProgram, signal: NodeJS.Signals): void => {
  if (hasExited()) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // else it went just now
  }
};
