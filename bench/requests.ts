import { describeDeployment, ratio, type Deployment } from './deployments.ts';
import type { EventLog } from './event-log.ts';
import { atRate, Latencies, type Step } from './latencies.ts';
import { saturate, withProduct, type BenchMerchant } from './merchant.ts';

const PER_SECOND = 50;
const SECONDS = 10;
const SATURATED_SECONDS = 5;
const CLIENTS = 32;
/** So many payments are there before anything is measured. */
const PAYMENTS = 5_000;

interface Kind {
  readonly name: string;
  /** Makes one request ready, untimed; answers the step that is timed. */
  readonly prepare: () => Promise<Step>;
}

const kindsOf = (merchant: BenchMerchant, known: string): readonly Kind[] => {
  const always = (name: string, step: Step): Kind => ({ name, prepare: async () => step });
  return [
    always('GET /healthz', () => merchant.call('GET', '/healthz')),
    always('GET payment', () => merchant.call('GET', `/v1/payments/${known}`)),
    always('list of 20', () => merchant.call('GET', '/v1/payments')),
    always('create', () => merchant.create()),
    {
      name: 'confirm',
      prepare: async () => {
        const id = await merchant.create();
        return () => merchant.confirm(id);
      },
    },
  ];
};

const prepared = async (kind: Kind, count: number): Promise<Step[]> => {
  const steps: Step[] = [];
  for (let at = 0; at < count; at += CLIENTS)
    steps.push(...(await Promise.all(Array.from({ length: Math.min(CLIENTS, count - at) }, kind.prepare))));
  return steps;
};

const measure = async (kind: Kind) => {
  const calm = await atRate(await prepared(kind, PER_SECOND * SECONDS), PER_SECOND);
  const busy = new Latencies();
  const perSecond = await saturate(CLIENTS, SATURATED_SECONDS, async () => busy.time(await kind.prepare()));
  return { name: kind.name, calm, busy, perSecond };
};

type Figures = Awaited<ReturnType<typeof measure>>;

const row = ({ name, calm, busy, perSecond }: Figures, baseline: Figures, oneProcess: Figures | undefined) => ({
  request: name,
  'p50 ms': calm.percentile(0.5).toFixed(1),
  'p99 ms': calm.percentile(0.99).toFixed(1),
  'p50 ratio': ratio(calm.percentile(0.5), baseline.calm.percentile(0.5)),
  'saturated /s': Math.round(perSecond),
  'ratio /s': ratio(perSecond, baseline.perSecond),
  'saturated p50 ms': busy.percentile(0.5).toFixed(1),
  'saturated p99 ms': busy.percentile(0.99).toFixed(1),
  ...(oneProcess && {
    'p50 to one process': ratio(calm.percentile(0.5), oneProcess.calm.percentile(0.5)),
    '/s to one process': ratio(perSecond, oneProcess.perSecond),
  }),
});

const measureAll = async (deployment: Deployment, merchant: BenchMerchant, log: EventLog) => {
  console.log(`\n${describeDeployment(deployment)}; ${await log.settings()}`);
  let left = PAYMENTS;
  const seed = async (): Promise<void> => {
    while (left-- > 0) await merchant.create();
  };
  await Promise.all(Array.from({ length: CLIENTS }, seed));
  const known = await merchant.create();
  const figures: Figures[] = [];
  for (const kind of kindsOf(merchant, known)) figures.push(await measure(kind));
  return figures;
};

/** Single requests at a steady rate and at saturation; the baseline is `GET /healthz`, which reads nothing, and the first of the deployments. */
export const benchRequests = async (deployments: readonly Deployment[]): Promise<void> => {
  console.log(
    `\nRequests among ${PAYMENTS} payments: ${PER_SECOND}/s for ${SECONDS} s, then ${CLIENTS} clients at once for ` +
      `${SATURATED_SECONDS} s (a saturated confirm is preceded by its create)`,
  );
  let oneProcess: readonly Figures[] = [];
  for (const deployment of deployments)
    await withProduct(
      async (merchant, log) => {
        const figures = await measureAll(deployment, merchant, log);
        const [baseline] = figures;
        if (baseline) console.table(figures.map((each, at) => row(each, baseline, oneProcess[at])));
        oneProcess = figures;
      },
      { deployment },
    );
};
