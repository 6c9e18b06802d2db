import { describeDeployment, ratio, type Deployment } from './deployments.ts';
import type { EventLog } from './event-log.ts';
import { Latencies } from './latencies.ts';
import { saturate, withProduct, type BenchMerchant } from './merchant.ts';

const SECONDS = 8;
const WARM_UP_SECONDS = 4;
const CLIENTS = [1, 8, 32];
/** Of several deployments: they take turns, so that what else the machine does falls on all of them. */
const ROUNDS = 2;

interface Figures {
  readonly deployment: Deployment;
  readonly clients: number;
  readonly perSecond: number;
  readonly eventsACommit: number;
  readonly create: Latencies;
  readonly confirm: Latencies;
}

/** Payments from nothing to SUCCEEDED. */
const load = async (merchant: BenchMerchant, clients: number, seconds: number) => {
  const create = new Latencies();
  const confirm = new Latencies();
  const perSecond = await saturate(clients, seconds, async () => {
    const id = await create.time(() => merchant.create());
    await confirm.time(() => merchant.confirm(id));
  });
  return { perSecond, create, confirm };
};

const measure = async (deployment: Deployment, merchant: BenchMerchant, log: EventLog): Promise<readonly Figures[]> => {
  console.log(`\n${describeDeployment(deployment)}; ${await log.settings()}`);
  await load(merchant, 8, WARM_UP_SECONDS);
  const figures: Figures[] = [];
  for (const clients of CLIENTS) {
    const before = await log.position();
    const loaded = await load(merchant, clients, SECONDS);
    figures.push({ deployment, clients, ...loaded, eventsACommit: await log.eventsACommit(before) });
  }
  return figures;
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** The rounds of one deployment and number of clients, as one. */
const together = (rounds: readonly Figures[], deployment: Deployment, clients: number): Figures => {
  const own = rounds.filter(figures => figures.deployment === deployment && figures.clients === clients);
  return {
    deployment,
    clients,
    perSecond: mean(own.map(({ perSecond }) => perSecond)),
    eventsACommit: mean(own.map(({ eventsACommit }) => eventsACommit)),
    create: Latencies.of(own.map(({ create }) => create)),
    confirm: Latencies.of(own.map(({ confirm }) => confirm)),
  };
};

const row = (figures: Figures, all: readonly Figures[]) => {
  const { deployment, clients, perSecond, eventsACommit, create, confirm } = figures;
  const alone = all.find(other => other.deployment === deployment) ?? figures;
  const baseline = all.find(other => other.clients === clients) ?? figures;
  return {
    deployment,
    clients,
    'payments/s': Math.round(perSecond),
    'ratio to 1 client': ratio(perSecond, alone.perSecond),
    ...(all.length > CLIENTS.length && {
      'ratio to one process': ratio(perSecond, baseline.perSecond),
    }),
    'create p50 ms': create.percentile(0.5).toFixed(1),
    'create p99 ms': create.percentile(0.99).toFixed(1),
    'confirm p50 ms': confirm.percentile(0.5).toFixed(1),
    'confirm p99 ms': confirm.percentile(0.99).toFixed(1),
    'events a commit': eventsACommit.toFixed(1),
  };
};

/** Complete payments through HTTP (create, then confirm to SUCCEEDED). The load runs in this process, on the same cores. */
export const benchPayments = async (deployments: readonly Deployment[]): Promise<void> => {
  const count = deployments.length > 1 ? ROUNDS : 1;
  console.log(`\nComplete payments: create + confirm, idempotency keys on both, ${count} times ${SECONDS} s a row`);
  const rounds: Figures[] = [];
  for (let round = 0; round < count; round += 1)
    for (const deployment of deployments)
      await withProduct(async (merchant, log) => void rounds.push(...(await measure(deployment, merchant, log))), {
        deployment,
      });
  const figures = deployments.flatMap(deployment => CLIENTS.map(clients => together(rounds, deployment, clients)));
  console.table(figures.map(each => row(each, figures)));
};
