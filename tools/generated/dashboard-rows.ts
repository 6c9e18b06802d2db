/** Units of Grafana. */
type Unit = 'short' | 's' | 'reqps' | 'percentunit' | 'bytes' | 'bool';

export interface Panel {
  readonly title: string;
  readonly unit: Unit;
  /** PromQL by legend, in which {{label}} is the label's value. */
  readonly queries: Readonly<Record<string, string>>;
}

const rate = (counter: string, by: string): string =>
  `sum by (${by}) (rate(${counter}{service=~"$service"}[$__rate_interval]))`;

const quantile = (share: number, histogram: string, by: string): string =>
  `histogram_quantile(${share}, ${rate(`${histogram}_bucket`, `le, ${by}`)})`;

/** What every instance reads from the same tables: the same number several times. */
const same = (gauge: string, by?: string): string => `max${by === undefined ? '' : ` by (${by})`} (${gauge})`;

const panel = (title: string, unit: Unit, queries: Panel['queries']): Panel => ({ title, unit, queries });

const REQUESTS = 'counterfoil_http_requests_total';
const FAILED = `sum by (service) (rate(${REQUESTS}{service=~"$service", status=~"5.."}[$__rate_interval]))`;
const REQUEST_TIME = 'counterfoil_http_request_duration_seconds';
const CALL_TIME = 'counterfoil_provider_call_duration_seconds';
const TRY_TIME = 'counterfoil_webhook_try_duration_seconds';

/** The dashboard, row by row; three panels fit beside each other. */
export const dashboardRows: Readonly<Record<string, readonly Panel[]>> = {
  Requests: [
    panel('Requests a second', 'reqps', { '{{service}}': rate(REQUESTS, 'service') }),
    panel('Share that fails (5xx)', 'percentunit', { '{{service}}': `${FAILED} / ${rate(REQUESTS, 'service')}` }),
    panel('Duration', 's', {
      'p50 {{service}}': quantile(0.5, REQUEST_TIME, 'service'),
      'p99 {{service}}': quantile(0.99, REQUEST_TIME, 'service'),
    }),
    panel('Requests by route', 'reqps', { '{{method}} {{route}}': rate(REQUESTS, 'method, route') }),
    panel('Answers by status', 'reqps', { '{{status}}': rate(REQUESTS, 'status') }),
    panel('p99 by route', 's', { '{{method}} {{route}}': quantile(0.99, REQUEST_TIME, 'method, route') }),
    panel('In flight', 'short', { '{{service}}': 'sum by (service) (counterfoil_http_requests_in_flight)' }),
    panel('Replayed answers', 'reqps', { '{{service}}': rate('counterfoil_idempotency_replays_total', 'service') }),
  ],
  Charges: [
    panel('Open and unknown', 'short', {
      open: same('counterfoil_charges_open'),
      unknown: same('counterfoil_charges_unknown'),
    }),
    panel('The oldest of them', 's', {
      open: same('counterfoil_charges_open_oldest_seconds'),
      unknown: same('counterfoil_charges_unknown_oldest_seconds'),
    }),
    panel('For people', 'short', {
      'in review': same('counterfoil_charges_in_review'),
      'late charges not yet given back': same('counterfoil_late_charges_open'),
      'callbacks that led nowhere': same('counterfoil_provider_callbacks_unmatched'),
    }),
    panel('Questions of the reconciler', 'reqps', {
      '{{provider}} {{outcome}}': rate('counterfoil_reconciler_questions_total', 'provider, outcome'),
      '{{provider}}: more than a run may ask': rate('counterfoil_reconciler_budget_spent_total', 'provider'),
    }),
  ],
  Providers: [
    panel('Calls', 'reqps', {
      '{{provider}} {{operation}} {{outcome}}': rate(
        'counterfoil_provider_calls_total',
        'provider, operation, outcome',
      ),
    }),
    panel('Duration of calls', 's', {
      'p50 {{provider}} {{operation}}': quantile(0.5, CALL_TIME, 'provider, operation'),
      'p99 {{provider}} {{operation}}': quantile(0.99, CALL_TIME, 'provider, operation'),
    }),
    panel('Circuit breakers that are not closed', 'bool', {
      '{{provider}} {{state}}': same('counterfoil_provider_circuit_state{state!="closed"}', 'provider, state'),
    }),
    panel('Calls not made', 'reqps', {
      '{{provider}} {{reason}}': rate('counterfoil_provider_calls_refused_total', 'provider, reason'),
    }),
    panel('Calls in hand', 'short', {
      '{{provider}} in flight': 'sum by (provider) (counterfoil_provider_calls_in_flight)',
      '{{provider}} queued': 'sum by (provider) (counterfoil_provider_calls_queued)',
    }),
    panel('Changes of the breakers', 'reqps', {
      '{{provider}} {{to}}': rate('counterfoil_provider_circuit_changes_total', 'provider, to'),
    }),
  ],
  'Log, topics and read models': [
    panel('Appends to the log', 'reqps', {
      '{{outcome}}': rate('counterfoil_append_duration_seconds_count', 'outcome'),
    }),
    panel('Duration of appends', 's', {
      'p50 {{outcome}}': quantile(0.5, 'counterfoil_append_duration_seconds', 'outcome'),
      'p99 {{outcome}}': quantile(0.99, 'counterfoil_append_duration_seconds', 'outcome'),
    }),
    panel('Dead letters', 'short', { '{{consumer}}': same('counterfoil_dead_letters', 'consumer') }),
    panel('Read models behind', 's', { '{{projection}}': same('counterfoil_projection_lag_seconds', 'projection') }),
    panel('Consumers behind', 's', { '{{consumer}}': same('counterfoil_consumer_lag_seconds', 'consumer') }),
    panel('Relays behind', 's', { '{{relay}}': same('counterfoil_relay_lag_seconds', 'relay') }),
    panel('Read models behind, positions', 'short', {
      '{{projection}}': same('counterfoil_projection_lag_positions', 'projection'),
    }),
    panel('Consumers behind, positions', 'short', {
      '{{consumer}}': same('counterfoil_consumer_lag_positions', 'consumer'),
    }),
    panel('Relays behind, positions', 'short', { '{{relay}}': same('counterfoil_relay_lag_positions', 'relay') }),
  ],
  Webhooks: [
    panel('Due and not yet sent', 'short', { deliveries: same('counterfoil_webhook_deliveries_due') }),
    panel('The oldest of them', 's', { due: same('counterfoil_webhook_deliveries_due_oldest_seconds') }),
    panel('Endpoints', 'short', { '{{status}}': same('counterfoil_webhook_endpoints', 'status') }),
    panel('Tries', 'reqps', { '{{status}}': rate('counterfoil_webhook_tries_total', 'status') }),
    panel('Duration of tries', 's', {
      'p50 {{outcome}}': quantile(0.5, TRY_TIME, 'outcome'),
      'p99 {{outcome}}': quantile(0.99, TRY_TIME, 'outcome'),
    }),
    panel('In hand', 'short', {
      'endpoints sent to': 'sum(counterfoil_webhook_lanes)',
      'tries in flight': 'sum(counterfoil_webhook_tries_in_flight)',
    }),
  ],
  Processes: [
    panel('Instances that answer', 'short', { '{{service}}': 'sum by (service) (up{job="counterfoil"})' }),
    panel('Memory', 'bytes', { '{{service}} {{instance}}': 'process_resident_memory_bytes{service=~"$service"}' }),
    panel('Delay of the event loop, p99', 's', {
      '{{service}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds{service=~"$service"}',
    }),
    panel('Processor time', 'percentunit', {
      '{{service}} {{instance}}': rate('process_cpu_seconds_total', 'service, instance'),
    }),
  ],
};
