import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EmbeddedKafkaError } from './embedded-kafka-error.ts';
import { findProgram, runProgram } from './program.ts';

/** As pom.xml has it: another version is another folder. */
const FOLDER = 'kafka-4.1.1';

const MAVEN_MS = 600_000;

const pom = fileURLToPath(new URL('../pom.xml', import.meta.url));

/** Where downloads are kept over runs (XDG Base Directory). */
export const defaultCacheDir = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'counterfoil');

const WAY_OUT = 'or name a Kafka that is there in MESSAGING_URL';

/**
 * The folder with Kafka's jars, brought by Maven once a machine.
 * @throws EmbeddedKafkaError when they are not there and cannot be had
 */
export const kafkaJars = async (cacheDir: string): Promise<string> => {
  const jars = join(cacheDir, FOLDER);
  if (existsSync(jars)) return jars;
  const maven = findProgram('mvn');
  if (maven === undefined)
    throw new EmbeddedKafkaError(
      'not_installed',
      `Kafka's jars are not in ${jars} and there is no mvn: install Maven, ${WAY_OUT}`,
    );
  await mkdir(cacheDir, { recursive: true });
  // Whole or not at all: a download that was cut off is never taken for one.
  const staging = await mkdtemp(`${jars}.`);
  try {
    await download(maven, staging);
    await rename(staging, jars);
  } catch (error) {
    if (!existsSync(jars)) throw error; // else another start was faster
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return jars;
};

const download = async (maven: string, folder: string): Promise<void> => {
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
  const { code, output } = await runProgram(maven, ['-q', '-B', '-f', pom, ...goal], MAVEN_MS);
  if (code === 0) return;
  const reason = output.split('\n').find(line => line.includes('ERROR')) ?? output.trim().split('\n').at(-1) ?? '';
  throw new EmbeddedKafkaError(
    'not_installed',
    `Maven could not bring Kafka's jars (${reason.slice(0, 300)}): see that it reaches a repository, ${WAY_OUT}`,
  );
};

/** @throws EmbeddedKafkaError where there is no Java */
export const java = (): string => {
  const program = findProgram('java');
  if (program !== undefined && process.platform !== 'win32') return program;
  throw new EmbeddedKafkaError(
    'not_installed',
    `There is no java to run Kafka with: install a JRE (17 or newer) and Maven, ${WAY_OUT}`,
  );
};
