import { randomInt } from 'node:crypto';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { insistAfter } from './crash/insist.ts';
import { MortalProduct } from './crash/mortal-product.ts';
import { remainsIn } from './crash/remains.ts';
import { seeded } from './crash/seeded.ts';
import { Acknowledged, expectStillTrue } from './faults/acknowledged.ts';
import { accountsOf, expectBooksToAgree, type Account } from './faults/agreement.ts';
import { planOf } from './faults/plans.ts';
import { Play } from './faults/play.ts';
import { untilQuiet } from './faults/quiet.ts';
import { letFaultsRain, letLightningStrike } from './faults/storm.ts';

const PAYMENTS = 500;
const CLIENTS = 16;
const KILLS = 5;
/** Seconds. What no callback and no payer brings to its end is asked about before the test gives up. */
const RECONCILES = { RECONCILE_AFTER_S: '2', RECONCILE_EVERY_S: '1' };
const SEED = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31));

let database: TestDatabase;
let product: MortalProduct;

beforeAll(async () => {
  database = await testDatabase();
  product = await MortalProduct.at({ DATABASE_URL: database.url, PROVIDER_TIMEOUT_MS: '400', ...RECONCILES });
  await product.start();
});

afterAll(async () => {
  await product.kill();
  await database.drop();
});

const say = (what: string): void => {
  process.stderr.write(`FAULT_SEED=${SEED}, ${Math.round(process.uptime())} s: ${what}\n`);
};

/** Every draw of plans, faults and deaths is its own: how far the others are does not change it. */
const plans = Array.from({ length: PAYMENTS }, (_, n) => planOf(n, seeded(SEED + n)));

/** All payments, by clients that repeat what was not answered, under faults and deaths. */
const weatherTheStorm = async (told: Acknowledged): Promise<void> => {
  let begun = 0;
  let isOver = false;
  let serving = Promise.resolve();
  const insist = insistAfter(() => serving);
  const client = async (): Promise<void> => {
    for (let plan = plans[begun]; plan && !isOver; plan = plans[begun]) {
      begun += 1;
      if (begun % 100 === 0) say(`payment ${begun}`);
      await new Play(product, insist, told, plan).run();
    }
  };
  const progress = { begun: () => begun, isOver: () => isOver };
  const revive = (): Promise<void> => {
    say(`kill -9 at payment ${begun}`);
    return (serving = product.kill().then(() => product.start()));
  };
  const clients = Array.from({ length: CLIENTS }, client);
  try {
    await Promise.all([
      Promise.all(clients).finally(() => (isOver = true)),
      letFaultsRain(product, seeded(SEED - 1), progress),
      letLightningStrike(KILLS, PAYMENTS, seeded(SEED - 2), progress, revive),
    ]);
  } finally {
    isOver = true;
    await Promise.allSettled(clients);
  }
  await serving;
};

/** The weather was bad enough for what it is to show. */
const expectTrouble = (accounts: readonly Account[]): void => {
  const charges = accounts.flatMap(account => account.charges);
  const unknown = charges.filter(charge => charge.unknown_since !== null).length;
  const further = charges.filter(charge => charge.attempt > 1).length;
  const denied = charges.filter(charge => charge.contradicted_at !== null).length;
  say(`${charges.length} charges: ${unknown} were unknown, ${further} not the first, ${denied} were denied at first`);
  expect(Math.min(unknown, further)).toBeGreaterThan(PAYMENTS / 20);
};

it('five hundred payments under random faults and kill -9 leave books and records that agree, charge by charge', async () => {
  try {
    const told = new Acknowledged();
    await weatherTheStorm(told);
    await product.provider.clearFaults();
    say('all asked for; waiting for quiet');
    await untilQuiet(product.merchant);
    await eventually(
      async () => {
        const accounts = await accountsOf(product.merchant);
        expect(accounts).toHaveLength(PAYMENTS);
        const rows = await expectBooksToAgree(accounts, product.provider);
        expectStillTrue(told, accounts);
        expectTrouble(accounts);
        say(`${rows} rows of the providers' books agree`);
        return true;
      },
      { timeoutMs: 30_000, describe: 'agreement' },
    );
    await product.stop();
    expect(await remainsIn(database.pool)).toMatchObject({ untold: 0, deadLetters: 0 });
  } catch (error) {
    const again = `FAULT_SEED=${SEED} npm run -s jest -- apps/standalone/test/fault-harness.spec.ts`;
    throw new Error(`Run it again with: ${again}\n${String(error)}`, { cause: error });
  }
}, 300_000);
