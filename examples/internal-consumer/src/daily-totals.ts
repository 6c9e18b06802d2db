import { topics } from '@counterfoil/contracts';
import { inbox, type Subscription } from '@counterfoil/messaging';
import { inTransaction } from '@counterfoil/platform/postgres';
import type { Pool } from 'pg';
import { movementOf, movingTypes } from './movement.ts';
import { add } from './totals.ts';

export const GROUP = 'example.daily-totals';

/** Counts each event once, however often it comes: that it was seen is written in the transaction of its effect. */
export const dailyTotals = (pool: Pool): Subscription => ({
  group: GROUP,
  topics: [topics.payment],
  types: movingTypes,
  async handle(event) {
    const movement = movementOf(event);
    await inTransaction(pool, async client => {
      if (await inbox(client, GROUP, event.id)) await add(client, movement);
    });
  },
});
