import { eventually } from '@counterfoil/testing';
import { isBrokenConnection } from '../crash/insist.ts';
import type { MortalProduct } from '../crash/mortal-product.ts';
import type { Random } from './plans.ts';

const FAULTS = [
  ...['drop_before', 'drop_after', 'error_before', 'error_after', 'delay_before', 'hang', 'malformed'],
  ...['wrong_amount', 'wrong_currency', 'duplicate_callback', 'no_callback', 'late_callback', 'reordered_callbacks'],
  'rate_limited',
];
const OPERATIONS = ['authorize', 'authorize', 'capture', 'void', 'refund', 'status', undefined];
const PROVIDERS = ['alpha', 'alpha', 'beta', undefined];

const pick = <Choice>(random: Random, choices: readonly Choice[]): Choice => choices[random(choices.length)]!;

const faultOf = (random: Random) => ({
  fault: pick(random, FAULTS),
  operation: pick(random, OPERATIONS),
  provider: pick(random, PROVIDERS),
  times: 1 + random(3),
  delay_ms: 50 + random(800),
});

/** A provider that denies a charge may do so in words that lead to the next provider. */
const denialOf = (random: Random) => ({
  ...{ fault: 'contradict', provider: pick(random, PROVIDERS), times: 1 },
  category: pick(random, ['hard', 'soft']),
});

/** What the weather knows of how far the payments are. */
interface Progress {
  /** Payments begun. */
  readonly begun: () => number;
  readonly isOver: () => boolean;
}

const WAIT = { timeoutMs: 120_000 };

/** For every third payment that begins, one more fault waits for the calls to come; until all are over. */
export const letFaultsRain = async (
  { provider }: MortalProduct,
  random: Random,
  { begun, isOver }: Progress,
): Promise<void> => {
  for (let next = 0; !isOver(); next += 3) {
    await eventually(() => begun() >= next || isOver(), { ...WAIT, describe: `payment ${next}` });
    await provider.addFault(random(16) === 0 ? denialOf(random) : faultOf(random)).catch((error: unknown) => {
      // It is dead at the moment, and its faults with it.
      if (!isBrokenConnection(error)) throw error;
    });
  }
};

/** Kills the product at that many moments between the first payment and the last, and starts it again by `revive`. */
export const letLightningStrike = async (
  kills: number,
  payments: number,
  random: Random,
  { begun, isOver }: Progress,
  revive: () => Promise<void>,
): Promise<void> => {
  const moments = Array.from({ length: kills }, () => 1 + random(payments - 1)).sort((one, other) => one - other);
  for (const moment of moments) {
    await eventually(() => begun() >= moment || isOver(), { ...WAIT, describe: `payment ${moment}` });
    await revive();
  }
};
