import { eventually } from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { java, kafkaJars } from './jars.ts';
import { listensOn } from './listens-on.ts';
import { startEmbeddedKafka } from './start.ts';

const withFolder = async (test: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const portOf = (brokers: string): number => Number(brokers.split(':')[1]);

describeOnKafka('an embedded Kafka', () => {
  it('dies with its starter, after kill -9 too, and the next start takes its data over', () =>
    withFolder(async dataDir => {
      const starter = spawn(
        process.execPath,
        [
          '--import',
          new URL('../../../tools/typescript.mjs', import.meta.url).href,
          fileURLToPath(new URL('../test/starter.ts', import.meta.url)),
          dataDir,
        ],
        { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
      );
      const [line] = (await once(createInterface(starter.stdout), 'line')) as [string];
      const exit = once(starter, 'exit');
      starter.kill('SIGKILL');
      await exit;

      const broker = await startEmbeddedKafka({ dataDir });
      await eventually(async () => !(await listensOn(portOf(line))));
      expect(await listensOn(portOf(broker.brokers[0] ?? ''))).toBe(true);
      await broker.stop();
      expect(await listensOn(portOf(broker.brokers[0] ?? ''))).toBe(false);
    }));
});

describe('without what Kafka needs', () => {
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('says what to install, or what to set', () =>
    withFolder(async folder => {
      process.env['PATH'] = folder;
      expect(java).toThrow(
        'There is no java to run Kafka with: install a JRE (17 or newer) and Maven, or name a Kafka that is there in MESSAGING_URL',
      );
      await expect(kafkaJars(folder)).rejects.toMatchObject({
        name: 'EmbeddedKafkaError',
        reason: 'not_installed',
        message: expect.stringMatching(
          /^Kafka's jars are not in .+ and there is no mvn: install Maven, or name/,
        ) as string,
      });
    }));
});
