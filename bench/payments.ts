import { Latencies } from './latencies.ts';
import { saturate, withProduct, type BenchMerchant } from './merchant.ts';

const SECONDS = 8;
const WARM_UP_SECONDS = 4;

interface Figures {
  readonly clients: number;
  readonly perSecond: number;
  readonly create: Latencies;
  readonly confirm: Latencies;
}

/** Payments from nothing to SUCCEEDED. */
const measure = async (merchant: BenchMerchant, clients: number, seconds: number): Promise<Figures> => {
  const create = new Latencies();
  const confirm = new Latencies();
  const perSecond = await saturate(clients, seconds, async () => {
    const id = await create.time(() => merchant.create());
    await confirm.time(() => merchant.confirm(id));
  });
  return { clients, perSecond, create, confirm };
};

const row = ({ clients, perSecond, create, confirm }: Figures, baseline: Figures) => ({
  clients,
  'payments/s': Math.round(perSecond),
  'ratio to 1 client': (perSecond / baseline.perSecond).toFixed(2),
  'create p50 ms': create.percentile(0.5).toFixed(1),
  'create p99 ms': create.percentile(0.99).toFixed(1),
  'confirm p50 ms': confirm.percentile(0.5).toFixed(1),
  'confirm p99 ms': confirm.percentile(0.99).toFixed(1),
});

/** Complete payments through HTTP (create, then confirm to SUCCEEDED). The load runs in this process, on the same cores. */
export const benchPayments = (): Promise<void> =>
  withProduct(async merchant => {
    console.log(`\nComplete payments: create + confirm, idempotency keys on both, fsync on, ${SECONDS} s a row`);
    await measure(merchant, 8, WARM_UP_SECONDS);
    const figures: Figures[] = [];
    for (const clients of [1, 8, 32]) figures.push(await measure(merchant, clients, SECONDS));
    const [baseline] = figures;
    if (baseline) console.table(figures.map(figure => row(figure, baseline)));
  });
