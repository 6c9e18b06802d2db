import { randomInt } from 'node:crypto';
import type { WebhookEventResource } from '@counterfoil/contracts';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import type { Told } from './crash/flows.ts';
import { MortalProduct } from './crash/mortal-product.ts';
import { seeded } from './crash/seeded.ts';
import { payUnderFire } from './crash/under-fire.ts';
import { webhookClient } from './webhooks/client.ts';
import { startReceiver, status, type Receiver } from './webhooks/receiver.ts';

const KILLS = 1;
const FIRST_SEED = Number(process.env['WEBHOOK_SEED'] ?? randomInt(2 ** 31 - 5));
const SEEDS = process.env['WEBHOOK_SEED'] === undefined ? 5 : 1;

let database: TestDatabase;
let product: MortalProduct;
let receiver: Receiver;

// One product for all seeds: each goes on where the one before it left the product, its queue and the receiver.
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  product = await MortalProduct.at({ DATABASE_URL: database.url, WEBHOOK_ALLOW_LOOPBACK: '1' });
  await product.start();
  await webhookClient(product.merchant).endpoint({ url: receiver.url });
});

afterAll(async () => {
  await product.kill();
  await receiver.close();
  await database.drop();
});

/** Fails a few of the first tries, and asks for a second one soon: nobody waits for the schedule here. */
const failSome = (random: (below: number) => number): void => {
  const known = new Set<string>();
  receiver.answer((response, received) => {
    const fails = !known.has(received.id) && random(50) === 0;
    known.add(received.id);
    (fails ? status(503, { 'retry-after': '1' }) : status(200))(response, received);
  });
};

/** All that the merchant may have been told of a payment, by number. */
const eventsOf = async (paymentId: string): Promise<readonly WebhookEventResource[]> => {
  const { data, has_more } = (await webhookClient(product.merchant).events(`payment=${paymentId}&limit=100`)).body;
  expect(has_more).toBe(false);
  return data.toReversed();
};

const arrived = (): ReadonlyMap<string, WebhookEventResource> =>
  new Map(receiver.received.map(({ event }) => [event.id, event]));

/** What the payer and the merchant saw happen, once each. */
const once = ({ sessionId }: Told): readonly string[] => [
  ...['payment.created', 'payment.succeeded', 'charge.succeeded'],
  ...(sessionId === null
    ? []
    : ['checkout_session.created', 'checkout_session.confirmed', 'checkout_session.completed']),
];

const expectWholeStory = async (told: Told): Promise<void> => {
  const events = await eventsOf(told.paymentId);
  const types = events.map(({ type }) => type);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  for (const type of once(told)) expect([type, types.filter(other => other === type).length]).toEqual([type, 1]);
  expect(types[0]).toBe(told.sessionId === null ? 'payment.created' : 'checkout_session.created');
  expect(types.at(-1)).toBe(told.sessionId === null ? 'payment.succeeded' : 'checkout_session.completed');
  expect(types.indexOf('charge.created')).toBeLessThan(types.indexOf('charge.succeeded'));
  expect(types.indexOf('charge.succeeded')).toBeLessThan(types.indexOf('payment.succeeded'));
  const { body } = await product.merchant.getPayment(told.paymentId);
  expect(events.findLast(({ type }) => type === 'payment.succeeded')?.data).toEqual({ payment: body.payment });
  const got = arrived();
  expect(events.map(({ id }) => got.get(id))).toEqual(events);
};

/** No try told anything else under the same id, and no number of a payment has two. */
const expectOneIdEach = (): void => {
  const bodies = new Map(receiver.received.map(({ id, text }) => [id, text]));
  for (const { id, text, event } of receiver.received) expect([id, text]).toEqual([event.id, bodies.get(id)]);
  const numbers = [...arrived().values()].map(({ paymentId, sequence }) => `${paymentId} ${sequence}`);
  expect(new Set(numbers).size).toBe(numbers.length);
};

it.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
  'tells a receiver that fails at times every event, each under one id and number, through kill -9 under load (seed %d)',
  async seed => {
    try {
      const random = seeded(seed);
      failSome(random);
      const told = await payUnderFire(product, KILLS, random);
      expect(told.length).toBeGreaterThan(5);
      receiver.answer(status(200));
      await eventually(
        async () => {
          for (const one of told) await expectWholeStory(one);
          return true;
        },
        { timeoutMs: 20_000, describe: 'every event at the receiver' },
      );
      expectOneIdEach();
    } catch (error) {
      const again = `WEBHOOK_SEED=${seed} npm run -s jest -- apps/standalone/test/webhooks-storm.spec.ts`;
      throw new Error(`Run it again with: ${again}\n${String(error)}`, { cause: error });
    }
  },
  60_000,
);
