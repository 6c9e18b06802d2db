import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { deployedEnv, type DeployedProduct } from '@counterfoil/standalone/test/deployed-product';
import { startProduct, testDatabase } from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';

process.env['DEPLOYMENT'] = 'services';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Specs of the foundation that look at the product through its API only, by the clock that they want. Not those that
 * need one process: its metrics, its lines, its death, its settings.
 */
const SPECS = {
  'that goes': [
    ...['payments', 'sandbox-cards', 'checkout-session', 'challenge', 'capture', 'cancel', 'refunds'],
    ...['fallback', 'lists', 'as-of', 'idempotency', 'errors', 'validation', 'payment-methods', 'routing-rules'],
    ...['webhooks', 'webhooks-api', 'webhooks-isolation'],
  ],
  'moved by hand': ['conflicts', 'session-ends', 'contract'],
} as const;

/** Those that the specs ask for. */
const SETTINGS = {
  'that goes': { WEBHOOK_ALLOW_LOOPBACK: '1', PROVIDER_TIMEOUT_MS: '700' },
  'moved by hand': { WEBHOOK_ALLOW_LOOPBACK: '1', TEST_CLOCK: '1' },
} as const;

/** What jest says of one file (`--json`). */
interface Told {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly message: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

/** Runs the specs, unchanged, against one product after the other; what jest says of each, by its name. */
const runSpecs = async (names: readonly string[], deployed: DeployedProduct): Promise<ReadonlyMap<string, Told>> => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-acceptance-'));
  try {
    const report = join(folder, 'report.json');
    const paths = names.map(name => `apps/standalone/test/${name}.spec.ts`);
    const args = [
      '--runInBand',
      '--testTimeout=120000',
      '--json',
      `--outputFile=${report}`,
      '--runTestsByPath',
      ...paths,
    ];
    const child = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
      cwd: root,
      env: {
        ...process.env,
        ...deployedEnv(deployed),
        NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    const json = await readFile(report, 'utf8').catch(() => Promise.reject(new Error(`jest did not run: ${said}`)));
    const { testResults } = JSON.parse(json) as { readonly testResults: readonly Told[] };
    return new Map(testResults.map(told => [basename(told.name, '.spec.ts'), told]));
  } finally {
    await rm(folder, { recursive: true });
  }
};

describeOnKafka('the acceptance suite of the foundation, unchanged, on many processes and Kafka', () => {
  describe.each([
    ['that goes', SETTINGS['that goes']],
    ['moved by hand', SETTINGS['moved by hand']],
  ] as const)('with a clock %s', (clock, env) => {
    let told: ReadonlyMap<string, Told>;

    beforeAll(async () => {
      const database = await testDatabase();
      const vaultKey = randomBytes(32).toString('base64');
      const product = await startProduct({ DATABASE_URL: database.url, VAULT_KEY: vaultKey, ...env });
      try {
        const { url, providerUrl } = product;
        told = await runSpecs(SPECS[clock], { url, providerUrl, databaseUrl: database.url, env });
      } finally {
        await product.stop();
        await database.drop();
      }
    }, 900_000);

    it.each(SPECS[clock])('%s', name => {
      const { status, message = 'it did not run', assertionResults = [] } = told.get(name) ?? {};
      const passed = assertionResults.filter(result => result.status === 'passed');
      expect([status, message]).toEqual(['passed', '']);
      expect(passed).toHaveLength(assertionResults.length);
    });
  });
});
