import { remainsIn } from '@counterfoil/standalone/test/crash/remains';
import { expectStillTrue } from '@counterfoil/standalone/test/faults/acknowledged';
import { accountsOf, expectBooksToAgree } from '@counterfoil/standalone/test/faults/agreement';
import { untilQuiet } from '@counterfoil/standalone/test/faults/quiet';
import { eventually } from '@counterfoil/testing';
import type { Deployment } from './deployment.ts';
import type { Payments } from './load.ts';

/** Seconds until every follower is where its log or topic ends. */
export const untilCaughtUp = async (deployment: Deployment): Promise<void> => {
  await eventually(
    async () => {
      const lags = await deployment.lags();
      expect(lags.size).toBeGreaterThan(0);
      expect(Array.from(lags).filter(([, lag]) => lag > 0)).toEqual([]);
      return true;
    },
    { timeoutMs: 60_000, describe: 'no lag' },
  );
};

/** What a merchant hears of each payment: numbered without a gap, and nothing twice. */
const expectWholeStories = async ({ pool }: Deployment): Promise<void> => {
  const { rows } = await pool.query(
    `with told as (select payment_id, array_agg((body::json ->> 'sequence')::int order by position) as numbers
                   from webhook.events_v1 where payment_id is not null group by payment_id)
     select * from told where numbers <> array(select generate_series(1, cardinality(numbers)))`,
  );
  expect(rows).toEqual([]);
};

/**
 * Nothing that was acknowledged is lost, every payment has come to its end, the providers' books and our records agree
 * charge by charge with one success a payment at most, nobody lags, and nothing was given up on.
 */
export const expectHealed = async (deployment: Deployment, payments: Payments, deadLetters = 0): Promise<void> => {
  await deployment.provider.clearFaults();
  await untilQuiet(deployment.merchant);
  await untilCaughtUp(deployment);
  await eventually(
    async () => {
      const accounts = await accountsOf(deployment.merchant);
      expect(accounts).toHaveLength(payments.count);
      await expectBooksToAgree(accounts, deployment.provider);
      expectStillTrue(payments.told, accounts);
      return true;
    },
    { timeoutMs: 30_000, describe: 'agreement' },
  );
  await expectWholeStories(deployment);
  expect(await remainsIn(deployment.pool)).toMatchObject({ untold: 0, deadLetters });
};
