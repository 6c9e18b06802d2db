import { answerChallenge, card, cards, type MerchantClient } from '@counterfoil/testing';
import fc from 'fast-check';
import type { Card, Step } from './model.ts';

/** Small, so that amounts meet: what is asked for is often just what is left, or one too many. */
const amount = fc.option(fc.integer({ min: 1, max: 6 }), { nil: null, freq: 3 });

const CARDS: readonly Card[] = ['visa', 'declined', 'captureFails', 'challenge'];

/** Any card, or none. */
export const cardOrNone: fc.Arbitrary<Card | null> = fc.option(fc.constantFrom(...CARDS));

/** As a body says it. */
export const payWith = (given: Card | null) => (given === null ? {} : { payment_method: card(cards[given]) });

/** Any step at any time, most often one that leads somewhere. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('confirm' as const),
      card: cardOrNone,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('challenge' as const),
      button: fc.constantFrom('Complete' as const, 'Fail' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('capture' as const), amount }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('refund' as const), amount }) },
  { weight: 1, arbitrary: fc.constant({ type: 'cancel' as const }) },
);

const amountBody = (value: number | null) => (value === null ? undefined : { amount: value });

/** Takes the step over HTTP; `actionUrl` is the payment's present challenge. Answers status and code. */
export const take = async (
  merchant: MerchantClient,
  id: string,
  wanted: Step,
  actionUrl: string,
): Promise<{ readonly status: number; readonly code?: string | undefined }> => {
  const answered = ({ status, body }: { readonly status: number; readonly body: { readonly code?: string } }) => ({
    status,
    code: body.code,
  });
  switch (wanted.type) {
    case 'confirm':
      return answered(await merchant.confirmPayment(id, payWith(wanted.card)));
    case 'challenge':
      await answerChallenge(actionUrl, wanted.button);
      return { status: 200 };
    case 'capture':
      return answered(await merchant.capturePayment(id, amountBody(wanted.amount)));
    case 'refund':
      return answered(await merchant.createRefund(id, amountBody(wanted.amount)));
    case 'cancel':
      return answered(await merchant.cancelPayment(id));
  }
};
