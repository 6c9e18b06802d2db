import { weightedOrder } from './weighted-order.ts';

const seeds = Array.from({ length: 4_000 }, (_, at) => `confirmation ${at}`);

const firsts = (weights: Readonly<Record<string, number>>): Readonly<Record<string, number>> => {
  const providers = Object.entries(weights).map(([provider, weight]) => ({ provider, weight }));
  const counts: Record<string, number> = {};
  for (const seed of seeds) {
    const [first = 'nobody'] = weightedOrder(providers, seed);
    counts[first] = (counts[first] ?? 0) + 1 / seeds.length;
  }
  return counts;
};

describe('the order of providers', () => {
  it('without weights is the one in which they are named', () => {
    const providers = ['gamma', 'alpha', 'beta'].map(provider => ({ provider, weight: null }));
    for (const seed of seeds.slice(0, 50)) expect(weightedOrder(providers, seed)).toEqual(['gamma', 'alpha', 'beta']);
  });

  it.each([
    { alpha: 70, beta: 30 },
    { alpha: 1, beta: 1 },
    { alpha: 1, beta: 99 },
    { alpha: 50, beta: 30, gamma: 20 },
  ])('begins with each as often as its weight says: %j', weights => {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const counts = firsts(weights);
    // The seeds are the same every time, so this cannot fail by chance.
    for (const [provider, weight] of Object.entries(weights))
      expect(Math.abs((counts[provider] ?? 0) - weight / total)).toBeLessThan(0.02);
  });

  it('has everybody once, and is the same for the same seed, however the rule lists them', () => {
    const providers = [
      { provider: 'alpha', weight: 40 },
      { provider: 'beta', weight: 60 },
      { provider: 'gamma', weight: 10 },
    ];
    for (const seed of seeds.slice(0, 200)) {
      const order = weightedOrder(providers, seed);
      expect([...order].sort()).toEqual(['alpha', 'beta', 'gamma']);
      expect(weightedOrder(providers, seed)).toEqual(order);
      expect(weightedOrder(providers.toReversed(), seed)).toEqual(order);
    }
  });
});
