import { cards } from '@counterfoil/testing';

/** Whole numbers from 0 up to, and without, `below`. */
export type Random = (below: number) => number;

/** What the payer and the merchant of one payment want to do. */
export interface Plan {
  /** Of the payment; no other has it. */
  readonly key: string;
  readonly through: 'session' | 'api' | 'one call';
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  /** Tried one after the other, until one is not declined. */
  readonly numbers: readonly string[];
  /** What the payer does at a challenge. */
  readonly payer: 'completes' | 'fails' | 'never returns';
  /** What the merchant does with an authorization; `cancels` also what is not paid. */
  readonly merchant: 'captures' | 'captures a part' | 'cancels' | 'captures and cancels' | 'waits';
  /** Parts of what was captured that are given back one after the other, percent. */
  readonly refunds: readonly number[];
}

const pick = <Choice>(random: Random, choices: readonly Choice[]): Choice => choices[random(choices.length)]!;

const { visa, mastercard, processingError, challenge, silentCharged, silentNotCharged } = cards;
/** As often as they stand here. */
const NUMBERS = [
  ...[visa, visa, visa, visa, mastercard, mastercard, processingError, processingError, challenge, challenge],
  ...[silentCharged, silentNotCharged, cards.declined, cards.insufficientFunds, cards.captureFails, cards.disputed],
];

/** What payer and merchant of payment number `n` want, drawn by `random`. */
export const planOf = (n: number, random: Random): Plan => ({
  key: `order-${n}`,
  through: pick(random, ['session', 'session', 'api', 'one call']),
  amount: 100 * (1 + random(500)),
  // Beta does not take the last one.
  currency: pick(random, ['TRY', 'TRY', 'EUR', 'JPY', 'KWD']),
  captureMethod: pick(random, ['automatic', 'automatic', 'manual']),
  numbers: Array.from({ length: 1 + random(3) }, () => pick(random, NUMBERS)),
  payer: pick(random, ['completes', 'completes', 'completes', 'fails', 'never returns']),
  merchant: pick(random, ['captures', 'captures a part', 'cancels', 'captures and cancels', 'waits']),
  refunds: Array.from({ length: random(3) }, () => pick(random, [10, 30, 50, 100])),
});
