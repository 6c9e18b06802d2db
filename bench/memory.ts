import { CARD, withProduct, type BenchMerchant } from './merchant.ts';

const CLIENTS = 32;
/** After how many payments memory is read; the first is the baseline. */
const MARKS = [10_000, 25_000, 50_000, 100_000];

const MEBIBYTE = 2 ** 20;

const gauge = (metrics: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]) / MEBIBYTE;

const read = async (merchant: BenchMerchant, payments: number) => {
  const metrics = await merchant.call<string>('GET', '/metrics');
  return {
    payments,
    rss: gauge(metrics, 'process_resident_memory_bytes'),
    heap: gauge(metrics, 'nodejs_heap_size_used_bytes'),
  };
};

type Figures = Awaited<ReturnType<typeof read>>;

const row = ({ payments, rss, heap }: Figures, baseline: Figures) => ({
  payments,
  'RSS MiB': Math.round(rss),
  'ratio to 10,000': (rss / baseline.rss).toFixed(2),
  'heap in use MiB': Math.round(heap),
});

/** What the product's process holds after so many complete payments: it must not grow with what it has seen. */
export const benchMemory = (): Promise<void> =>
  withProduct(async merchant => {
    console.log(`\nMemory of the product's process: payments created and confirmed in one call, ${CLIENTS} clients`);
    const figures: Figures[] = [];
    let paid = 0;
    for (const mark of MARKS) {
      const pay = async (): Promise<void> => {
        while (paid < mark) {
          paid += 1;
          await merchant.create({ confirm: true, payment_method: CARD });
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, pay));
      figures.push(await read(merchant, mark));
      console.log(`${mark} payments`);
    }
    const [baseline] = figures;
    if (baseline) console.table(figures.map(figure => row(figure, baseline)));
  });
