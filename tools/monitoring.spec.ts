import { readFileSync } from 'node:fs';
import { createLogger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { measureRelays } from '@counterfoil/service';
import { startProduct, testDatabase, type Product, type TestDatabase } from '@counterfoil/testing';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

// What docker/prometheus and docker/grafana watch has to be there: a metric that was renamed must not silence its alert.

const read = (path: string): string => readFileSync(new URL(`../docker/${path}`, import.meta.url), 'utf8');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Drawn {
  readonly id: number;
  readonly type: 'row' | 'timeseries';
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

const { groups } = parse(read('prometheus/rules.yaml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap(group => group.rules);
const alerts = rules.filter(rule => rule.alert !== undefined);
const { panels, uid } = JSON.parse(read('grafana/dashboards/counterfoil.json')) as {
  readonly uid: string;
  readonly panels: readonly Drawn[];
};
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const expressions = [...rules.map(({ expr }) => expr), ...queries];

const namesIn = (expression: string): readonly string[] =>
  expression.replaceAll(/"[^"]*"/g, '').match(/\b(?:counterfoil|process|nodejs)[_:][\w:]+/g) ?? [];

/** Every series of a text of metrics, by the type of its metric. */
const seriesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm)).flatMap(([, name = '', type = '']) =>
      (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map(part => [`${name}${part}`, type] as const),
    ),
  );

let database: TestDatabase;
let product: Product;
let series: ReadonlyMap<string, string>;
let text: string;

beforeAll(async () => {
  database = await testDatabase();
  product = await startProduct({ DATABASE_URL: database.url });
  // A relay is there with Kafka only.
  const relay = new Metrics(createLogger('silent'));
  measureRelays({ metrics: relay, pool: database.pool, store: { head: () => Promise.resolve(0n) } }, ['relay']);
  text = `${await (await fetch(`${product.url}/metrics`)).text()}\n${await relay.text()}`;
  series = seriesOf(text);
});

afterAll(async () => {
  await product.stop();
  await database.drop();
});

describe('the rules and the dashboard', () => {
  it.each(expressions)('speak PromQL: %s', expression => {
    const faults: number[] = [];
    parser.parse(expression.replaceAll('$__rate_interval', '5m')).iterate({
      enter: ({ type, from }) => {
        if (type.isError) faults.push(from);
      },
    });
    expect(faults).toEqual([]);
  });

  it('name nothing but what a running product measures', () => {
    const recorded = rules.flatMap(({ record }) => record ?? []);
    const named = [...new Set(expressions.flatMap(namesIn))];
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(name => !series.has(name) && !recorded.includes(name))).toEqual([]);
  });

  it('show or watch everything that is measured', () => {
    const named = expressions.flatMap(namesIn).map(name => name.replace(/_(?:bucket|sum|count)$/, ''));
    const ours = Array.from(series.keys(), name => name.replace(/_(?:bucket|sum|count)$/, ''));
    const unseen = ours.filter(name => name.startsWith('counterfoil_') && !named.includes(name));
    expect([...new Set(unseen)]).toEqual([]);
  });

  it('add up counters and what a process has in hand, never what every process reads from the same tables', () => {
    const ownGauges =
      /^counterfoil_(?:http_requests_in_flight|provider_calls_(?:in_flight|queued)|webhook_(?:lanes|tries_in_flight))$/;
    const added = expressions.flatMap(expression =>
      Array.from(expression.matchAll(/\bsum\b[^(]*(?:\([\w, ]+\))? \(?(\w+)/g), ([, name = '']) => name),
    );
    expect(added.filter(name => series.get(name) === 'gauge' && !ownGauges.test(name) && name !== 'up')).toEqual([]);
  });
});

describe('the alerts', () => {
  it('say how urgent they are, what is wrong and what to do', () => {
    for (const { alert, labels, annotations } of alerts)
      expect({ alert, labels, annotations }).toEqual({
        alert: expect.stringMatching(/^Counterfoil[A-Z]\w+$/),
        labels: { severity: expect.stringMatching(/^(?:page|ticket)$/) },
        annotations: { summary: expect.stringMatching(/\S/), action: expect.stringMatching(/\S/) },
      });
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it('watch errors, lag, unknown outcomes, dead letters, breakers, deliveries and processes', () => {
    const watched = alerts.flatMap(({ expr }) => expr.match(/\b(?:counterfoil[\w:]+|up)\b/g) ?? []);
    expect(watched).toEqual(
      expect.arrayContaining([
        'counterfoil:http_errors:ratio5m',
        'counterfoil_projection_lag_seconds',
        'counterfoil_consumer_lag_seconds',
        'counterfoil_relay_lag_seconds',
        'counterfoil_charges_unknown_oldest_seconds',
        'counterfoil_dead_letters',
        'counterfoil_provider_circuit_state',
        'counterfoil_webhook_deliveries_due_oldest_seconds',
        'up',
      ]),
    );
  });
});

describe('the dashboard', () => {
  it('is one that Grafana’s provisioning finds, with a datasource of ours', () => {
    expect(uid).toBe('counterfoil');
    const sources = parse(read('grafana/provisioning/datasources/prometheus.yaml')) as {
      readonly datasources: readonly { readonly uid: string }[];
    };
    const used = new Set(
      Array.from(read('grafana/dashboards/counterfoil.json').matchAll(/"uid": "(prometheus\w*)"/g), ([, id]) => id),
    );
    expect(sources.datasources.map(source => source.uid)).toEqual([...used]);
  });

  it('has panels with ids and places of their own, each with queries', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    for (const { type, title, targets = [] } of panels)
      expect({ title, queries: targets.length > 0 }).toEqual({ title, queries: type === 'timeseries' });
  });
});
