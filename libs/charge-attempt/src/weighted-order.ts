import { createHash } from 'node:crypto';
import type { WeightedProvider } from './domain/routing-rules/rules.ts';

const BITS = 48;

/** A number in (0, 1] that follows from the words, evenly spread over many of them. */
const drawn = (...words: readonly string[]): number => {
  const digest = createHash('sha256').update(words.join('\n')).digest();
  return (digest.readUIntBE(0, BITS / 8) + 1) / 2 ** BITS;
};

/**
 * The providers as they stand; with weights, in an order drawn by `seed`, in which one comes first as often as its weight
 * says. The same seed draws the same order, so that a repeat decides alike. (Efraimidis and Spirakis, weighted sampling.)
 */
export const weightedOrder = (providers: readonly WeightedProvider[], seed: string): readonly string[] =>
  providers
    .map(({ provider, weight }) => ({
      provider,
      wait: weight === null ? 0 : -Math.log(drawn(seed, provider)) / weight,
    }))
    .sort((one, other) => one.wait - other.wait)
    .map(({ provider }) => provider);
