import { eventually, testDatabase, type Answer } from '@counterfoil/testing';
import { flows, type FlowName, type Told } from './flows.ts';
import { insistAfter } from './insist.ts';
import { MortalProduct } from './mortal-product.ts';
import { remainsIn, storyIn, untilAllEnded } from './remains.ts';

/** What a flow came to, without what differs from run to run. */
export interface Ending {
  readonly answers: readonly { readonly status: number; readonly text: string }[];
  readonly location: string | null;
  readonly story: readonly string[];
}

interface Crash {
  /** As `CRASH_AT`: `<point>[:n]`. */
  readonly at: string;
  /** How many starts in a row are armed. */
  readonly times: number;
  /** Whether the client stays away until the payment has ended without it. */
  readonly comesBackLate: boolean;
}

/** The answer with ids, times, tokens and ports blotted out. */
const blotted = (text: string): string =>
  text
    .replaceAll(/\b([a-z]{2,3})_[\w-]{10,}/g, '$1_…')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/(127\.0\.0\.1):\d+(\/alpha\/3ds\/)[\w-]+/g, '$1$2…');

const blottedAnswer = ({ status, text }: Answer<unknown>) => ({ status, text: blotted(text) });

const expectOnePayment = async (product: MortalProduct, pool: Parameters<typeof remainsIn>[0], told: Told) => {
  const { paymentId, sessionId } = told;
  const sessions = sessionId === null ? [] : [{ id: sessionId, payment_id: paymentId, status: 'COMPLETED' }];
  await eventually(async () => {
    const remains = await remainsIn(pool);
    expect(remains).toEqual({
      payments: [{ id: paymentId, status: 'SUCCEEDED' }],
      sessions,
      charges: [{ id: expect.stringMatching(/^ch_/), payment_id: paymentId, status: 'SUCCEEDED' }],
      streams: { charge_attempt: 1, payment: 1, ...(sessionId === null ? {} : { session: 1 }) },
      untold: 0,
      deadLetters: 0,
    });
    return remains;
  });
  const { data: charges } = (await product.merchant.charges(paymentId)).body;
  expect(await product.provider.books()).toEqual([
    expect.objectContaining({ operation: 'authorize', reference: charges[0]?.id, amount: 12_500, status: 'succeeded' }),
  ]);
};

const expectReadsToAgree = async ({ merchant }: MortalProduct, { paymentId, sessionId, answers }: Told) => {
  const { payment } = (await merchant.getPayment(paymentId)).body;
  expect(payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500 });
  if (sessionId === null) expect(answers.at(-1)?.body).toMatchObject({ payment });
  else
    expect((await merchant.getSession(sessionId)).body.checkout_session).toMatchObject({
      status: 'COMPLETED',
      payment,
    });
};

/**
 * Runs a flow on a product and a database of its own. With a crash: the product dies there, is started again, and the
 * client repeats its request. Checks that there is one payment and one charge, and answers how it ended.
 */
export const runFlow = async (name: FlowName, crash?: Crash): Promise<Ending> => {
  const database = await testDatabase();
  const product = await MortalProduct.at({ DATABASE_URL: database.url });
  let crashesLeft = crash?.times ?? 0;
  const comeBack = async (): Promise<void> => {
    await product.died();
    crashesLeft -= 1;
    await product.start(crashesLeft > 0 ? crash?.at : undefined);
    if (crash?.comesBackLate) await untilAllEnded(database.pool);
  };
  try {
    await product.start(crash?.at);
    const told = await flows[name](product, insistAfter(comeBack), 'order-1');
    // What runs behind the answers may die after the last of them.
    while (crashesLeft > 0) await comeBack();
    await expectOnePayment(product, database.pool, told);
    await expectReadsToAgree(product, told);
    return {
      answers: told.answers.map(blottedAnswer),
      location: told.location && blotted(told.location),
      story: await storyIn(database.pool),
    };
  } finally {
    await product.kill();
    await database.drop();
  }
};
