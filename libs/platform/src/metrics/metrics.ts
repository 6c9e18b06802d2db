import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from '../logging/logger.ts';
import { within } from '../within.ts';

/** How long a scrape waits for one reading, milliseconds. */
const READING_MS = 2_000;

/** From what a read takes to beyond what a request waits for an outcome, seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** A metric's name (Prometheus' conventions), what it says, and the names of its labels. */
interface Named<Label extends string> {
  readonly name: `counterfoil_${string}`;
  readonly help: string;
  readonly labelNames?: readonly Label[];
}

interface Sample<Label extends string> {
  readonly labels?: Readonly<Record<Label, string>>;
  readonly value: number;
}

/** Asked at every scrape; what fails or takes longer than 2 s is left out of that scrape. */
type Reading<Label extends string> = () => readonly Sample<Label>[] | Promise<readonly Sample<Label>[]>;

/** What the process measures of itself, in Prometheus' text format. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly readings = new Map<string, Reading<string>[]>();
  private scrape: Promise<string> | undefined;

  constructor(private readonly log: Logger) {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;

  counter<Label extends string>({ labelNames = [], ...named }: Named<Label>): Counter<Label> {
    return (
      (this.known(named.name) as Counter<Label> | undefined) ??
      new Counter({ ...named, labelNames, registers: [this.registry] })
    );
  }

  /** Of seconds. */
  histogram<Label extends string>({ labelNames = [], ...named }: Named<Label>): Histogram<Label> {
    return (
      (this.known(named.name) as Histogram<Label> | undefined) ??
      new Histogram({ ...named, labelNames, buckets: SECONDS, registers: [this.registry] })
    );
  }

  gauge<Label extends string>({ labelNames = [], ...named }: Named<Label>): Gauge<Label> {
    return (
      (this.known(named.name) as Gauge<Label> | undefined) ??
      new Gauge({ ...named, labelNames, registers: [this.registry] })
    );
  }

  /** One that an application before has counted with: its successor goes on. */
  private known(name: string): unknown {
    return this.registry.getSingleMetric(name);
  }

  /** A gauge that is read when it is scraped. One name may have several readings, with labels that differ. */
  read<Label extends string>({ labelNames = [], ...named }: Named<Label>, reading: Reading<Label>): void {
    const known = this.readings.get(named.name);
    if (known) {
      known.push(reading);
      return;
    }
    const readings: Reading<string>[] = [reading];
    this.readings.set(named.name, readings);
    const gauge = new Gauge<string>({
      ...named,
      labelNames,
      registers: [this.registry],
      collect: async () => {
        const samples = await Promise.all(readings.map(each => this.take(named.name, each)));
        gauge.reset();
        for (const { labels = {}, value } of samples.flat()) gauge.set(labels, value);
      },
    });
  }

  /** All metrics, as a scraper takes them. Those who ask at the same time get the same. */
  text(): Promise<string> {
    this.scrape ??= this.registry.metrics().finally(() => (this.scrape = undefined));
    return this.scrape;
  }

  private async take(name: string, reading: Reading<string>): Promise<readonly Sample<string>[]> {
    try {
      return await within(READING_MS, async () => reading());
    } catch (error) {
      this.log.warn({ err: error, metric: name }, 'a metric could not be read');
      return [];
    }
  }
}
