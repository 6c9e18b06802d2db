import { eventually, type Answer } from '@counterfoil/testing';
import type { Pool } from 'pg';
import { flowOf, type FlowName, type Told } from './flows.ts';
import { insistAfter } from './insist.ts';
import type { MortalProduct } from './mortal-product.ts';
import { untilQuiet, type Before } from './quiet.ts';
import { remainsIn, storyIn, untilAllEnded } from './remains.ts';

/** What a flow came to, without what differs from run to run. */
export interface Ending {
  readonly answers: readonly { readonly status: number; readonly text: string }[];
  readonly location: string | null;
  readonly story: readonly string[];
}

export interface Crash {
  /** As `CRASH_AT`: `<point>[:n]`. */
  readonly at: string;
  /** How many times in a row it dies there; 1 when left out. */
  readonly times?: number;
  /** Whether the client stays away until the payment has ended without it. */
  readonly comesBackLate: boolean;
  /** How the attempts end, when that is not as without a crash. */
  readonly charges?: readonly string[];
}

/** A product that runs with `CRASH_AT=told`, and its database. */
export interface Scene {
  readonly product: MortalProduct;
  readonly pool: Pool;
}

/** The answer with ids, times, tokens and ports blotted out. */
const blotted = (text: string): string =>
  text
    // First, because a challenge's random name may hold what looks like an id.
    .replaceAll(/(127\.0\.0\.1):\d+(\/alpha\/3ds\/)[\w-]+/g, '$1$2…')
    .replaceAll(/(127\.0\.0\.1):\d+(\/checkout)/g, '$1$2')
    .replaceAll(/\b([a-z]{2,3})_[\w-]{10,}/g, '$1_…')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');

const blottedAnswer = ({ status, text }: Answer<unknown>) => ({ status, text: blotted(text) });

/** One payment, and nothing else, has come since `before`; what was there before is as it was. */
const expectOnePayment = async (
  { product, pool }: Scene,
  before: Before,
  name: FlowName,
  told: Told,
  charged: readonly string[] = flowOf(name).ending.charges,
) => {
  const { paymentId, sessionId } = told;
  const { ending } = flowOf(name);
  await eventually(async () => {
    expect(await remainsIn(pool, before.position)).toEqual({
      payments: [{ id: paymentId, status: ending.payment }],
      sessions: ending.session === null ? [] : [{ id: sessionId, payment_id: paymentId, status: ending.session }],
      charges: charged.map(status => ({ id: expect.stringMatching(/^ch_/), payment_id: paymentId, status })),
      streams: {
        ...{ payment: 1, webhook_event: 1 },
        ...(charged.length === 0 ? {} : { charge_attempt: charged.length }),
        ...(ending.session === null ? {} : { session: 1 }),
      },
      untold: 0,
      deadLetters: 0,
    });
    return true;
  });
  const { data: charges } = (await product.merchant.charges(paymentId)).body;
  const books = await product.provider.books();
  const booked = books.filter(({ charge }) => !before.books.some(earlier => earlier.charge === charge));
  expect(booked.map(({ operation, status, amount }) => [operation, status, amount]).sort()).toEqual(ending.books);
  expect(booked.filter(({ charge }) => !charges.some(({ id }) => id === charge))).toEqual([]);
  expect(books.filter(({ charge }) => before.books.some(earlier => earlier.charge === charge))).toEqual(before.books);
};

const expectReadsToAgree = async (
  { merchant }: MortalProduct,
  name: FlowName,
  { paymentId, sessionId, answers }: Told,
) => {
  const { ending } = flowOf(name);
  const { payment } = (await merchant.getPayment(paymentId)).body;
  expect(payment).toMatchObject({ status: ending.payment, amount_captured: ending.captured, pending_operation: null });
  const last = answers.at(-1)?.body as { readonly payment?: unknown };
  if (last.payment !== undefined) expect(last.payment).toEqual(payment);
  if (sessionId !== null)
    expect((await merchant.getSession(sessionId)).body.checkout_session).toMatchObject({
      status: ending.session,
      payment,
    });
};

/**
 * Plays a flow under a key that no other play has. With a crash: the product dies there, is started again, and the client
 * repeats its request. Checks that there is one payment and one charge more than before, and answers how it ended.
 */
export const playThrough = async (scene: Scene, key: string, name: FlowName, crash?: Crash): Promise<Ending> => {
  const { product, pool } = scene;
  const before = await untilQuiet(product, pool);
  let crashesLeft = crash ? (crash.times ?? 1) : 0;
  const comeBack = async (): Promise<void> => {
    await product.died();
    crashesLeft -= 1;
    await product.start(crashesLeft > 0 ? crash?.at : undefined);
    if (crash?.comesBackLate) await untilAllEnded(pool, before.position, flowOf(name).ending);
  };
  if (crash) await product.arm(crash.at);
  const told = await flowOf(name).play(product, insistAfter(comeBack), key);
  // What runs behind the answers may die after the last of them.
  while (crashesLeft > 0) await comeBack();
  await expectOnePayment(scene, before, name, told, crash?.charges);
  await expectReadsToAgree(product, name, told);
  return {
    answers: told.answers.map(blottedAnswer),
    location: told.location && blotted(told.location),
    story: await storyIn(pool, before.position),
  };
};
