import { resetProjection } from '@counterfoil/event-sourcing';
import fc from 'fast-check';
import { now, WebhooksInLog } from '../../test/webhooks-in-log.ts';
import { deliveryId } from './delivery-rows.ts';
import { DueDeliveries } from './due-deliveries.ts';
import { webhooks } from './webhooks.ts';

interface Row {
  readonly id: string;
  readonly event_id: string;
  readonly payment_id: string;
  readonly event_position: string;
  readonly due_at: Date | null;
  readonly is_blocked: boolean;
}

const PAYMENTS = ['pay_1', 'pay_2'];

/** What may happen; `pick` chooses among what was told. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom(
      'tell',
      'tell',
      'deliver',
      'deliver',
      'fail',
      'refuse',
      'retry',
      'replay',
      'order',
      'project',
    ),
    pick: fc.nat(),
  }),
  { minLength: 10, maxLength: 25 },
);

const of = (...whats: readonly string[]) => whats.map(what => ({ what, pick: 0 }));

describe('strict order', () => {
  it('has due, whatever happens, the first of each payment that is due, and no other; computed anew too', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async taken => {
        const log = await WebhooksInLog.open();
        try {
          await log.endpoint('we_1');
          let ordered = false;
          const told: string[] = [];
          const order = async (): Promise<void> => {
            ordered = !ordered;
            await log.act('we_1', { type: 'ChangeEndpoint', changes: { ordered }, status: null, now });
          };
          await order();
          for (const { what, pick } of taken) {
            const event = told[pick % Math.max(told.length, 1)];
            if (what === 'order') await order();
            else if (what === 'project') await log.project();
            else if (what === 'tell' || event === undefined)
              told.push(await log.tell(PAYMENTS[pick % 2]!, 'payment.created'));
            else if (what === 'retry') await log.retried(event, 'we_1');
            else if (what === 'replay')
              await log.act('we_1', {
                type: 'RequestReplay',
                from: null,
                to: null,
                eventTypes: ['*'],
                upTo: null,
                now,
              });
            else {
              const [row] = (await log.rows<Row & { round: string }>('deliveries_v1')).filter(
                ({ id }) => id === deliveryId({ eventId: event, createdAt: now }, 'we_1'),
              );
              await log.tried(event, 'we_1', { deliver: 200, fail: 500, refuse: 410 }[what] ?? 500, row!.round);
            }
          }
          const rows = await log.rows<Row>('deliveries_v1', 'event_position');
          const due = rows.filter(({ due_at }) => due_at !== null);
          const first = due.filter(
            (row, index) => !ordered || due.findIndex(({ payment_id }) => payment_id === row.payment_id) === index,
          );
          expect(due.filter(({ is_blocked }) => !is_blocked).map(({ id }) => id)).toEqual(first.map(({ id }) => id));
          await resetProjection(log.db.pool, webhooks(log.endpoints));
          expect(await log.rows<Row>('deliveries_v1', 'event_position')).toEqual(rows);
        } finally {
          await log.close();
        }
      }),
      {
        numRuns: 8,
        endOnFailure: true,
        examples: [
          [of('tell', 'tell', 'project', 'deliver')],
          [of('tell', 'deliver', 'tell', 'project', 'retry')],
          [of('order', 'tell', 'tell', 'project', 'order')],
        ],
      },
    );
  }, 120_000);

  it('is read without walking over what waits behind a receiver that fails', async () => {
    const log = await WebhooksInLog.open();
    await log.endpoint('we_1');
    await log.project();
    const { pool } = log.db;
    // Two thousand payments, the first delivery of each to be tried again in an hour, nine behind it.
    await pool.query(
      `insert into webhook.deliveries_v1
         (id, endpoint_id, merchant_id, event_id, event_type, event_position, payment_id, status, tries, due_at, round,
          is_replay, is_blocked, created_at)
       select 'whd_' || n, 'we_1', 'mer_1', 'evt_' || n, 'payment.created', n, 'pay_' || n % 2000, 'PENDING', 0,
              $1::timestamptz + case when n < 2000 then interval '1 hour' else interval '0' end, n, false, n >= 2000, $1
       from generate_series(0, 19999) n`,
      [now],
    );
    const fetched = async (): Promise<number> => {
      const client = await pool.connect();
      try {
        await client.query('select pg_stat_force_next_flush()');
        const text = `select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::int as count
                      from pg_stat_xact_user_tables where relname = 'deliveries_v1'`;
        await client.query('begin');
        expect(
          await new DueDeliveries(pool).read({ now: new Date(now), inHand: [], full: [], limit: 6 }, client),
        ).toEqual([]);
        const { rows } = await client.query<{ count: number }>(text);
        await client.query('commit');
        return rows[0]!.count;
      } finally {
        client.release();
      }
    };
    expect(await fetched()).toBeLessThan(100);
    await log.close();
  });
});
