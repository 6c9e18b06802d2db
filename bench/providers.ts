import { providerClient } from '@counterfoil/testing';
import { atRate, Latencies, type Step } from './latencies.ts';
import { BenchMerchant, CARD, withProduct } from './merchant.ts';

const PER_SECOND = 10;
const SECONDS = 30;
const WARM_UP_SECONDS = 5;
/** As many, because a machine has moods. */
const ROUNDS = 3;

/** Which provider a payment goes to, and to no other, follows from its currency. */
const RULES = Object.entries({ EUR: 'alpha', TRY: 'beta' }).map(([currency, provider]) => ({
  name: `${provider} only`,
  conditions: { currencies: [currency] },
  providers: [{ provider }],
}));

const toBeta =
  (merchant: BenchMerchant): Step =>
  async () =>
    merchant.confirm(await merchant.create());

/** Whatever comes of it: a payer at a provider that hangs has to wait. */
const toAlpha =
  (merchant: BenchMerchant): Step =>
  () =>
    merchant.call('POST', '/v1/payments', { amount: 12_500, currency: 'EUR', confirm: true, payment_method: CARD });

/** Payments to both at the same time, at the same rate; what those to beta took. */
const measure = async (merchant: BenchMerchant, patient: BenchMerchant, seconds: number): Promise<Latencies> => {
  const steps = (step: Step) => Array.from({ length: PER_SECOND * seconds }, () => step);
  const [beta] = await Promise.all([
    atRate(steps(toBeta(merchant)), PER_SECOND),
    atRate(steps(toAlpha(patient)), PER_SECOND),
  ]);
  return beta;
};

const row = (alpha: string, beta: Latencies, baseline: Latencies) => ({
  alpha,
  'p50 ms': beta.percentile(0.5).toFixed(1),
  'p99 ms': beta.percentile(0.99).toFixed(1),
  'p99 ratio': (beta.percentile(0.99) / baseline.percentile(0.99)).toFixed(2),
});

/** On a product of its own, whose circuits know of no trouble. */
const round = async (sound: Latencies[], hanging: Latencies[]): Promise<void> =>
  withProduct(async merchant => {
    await merchant.call('PUT', '/v1/routing-rules', { rules: RULES });
    // Those who wait for alpha must not take the connections of the others.
    const patient = new BenchMerchant(merchant.product, PER_SECOND * SECONDS);
    await measure(merchant, patient, WARM_UP_SECONDS);
    sound.push(await measure(merchant, patient, SECONDS));
    const provider = providerClient(merchant.product.providerUrl);
    for (const operation of ['authorize', 'status'])
      await provider.addFault({ provider: 'alpha', operation, fault: 'hang', times: 100_000, delay_ms: 60_000 });
    hanging.push(await measure(merchant, patient, SECONDS));
  });

/** Payments of one provider while the other is sound, and while it hangs, in turns. */
export const benchProviders = async (): Promise<void> => {
  console.log(
    `\nPayments to beta (create + confirm), ${PER_SECOND}/s for ${SECONDS} s, and as many to alpha beside them; ${ROUNDS} rounds`,
  );
  const [sounds, hangings]: [Latencies[], Latencies[]] = [[], []];
  while (hangings.length < ROUNDS) await round(sounds, hangings);
  const sound = Latencies.of(sounds);
  console.table([row('sound', sound, sound), row('hangs', Latencies.of(hangings), sound)]);
};
