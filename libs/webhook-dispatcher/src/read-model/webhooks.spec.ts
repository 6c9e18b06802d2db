import { resetProjection } from '@counterfoil/event-sourcing';
import { now, WebhooksInLog } from '../../test/webhooks-in-log.ts';
import { dueOf, DueDeliveries, type Due } from './due-deliveries.ts';
import { toldBy } from './event-rows.ts';
import { readTroubled } from './troubled-endpoints.ts';
import { webhooks } from './webhooks.ts';

interface DeliveryRow {
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly status: string;
  readonly due_at: Date | null;
  readonly round: string;
  readonly tries: number;
}

const later = (hours: number): string => new Date(Date.parse(now) + hours * 3_600_000).toISOString();

describe('the rows of webhooks', () => {
  let log: WebhooksInLog;
  beforeEach(async () => {
    log = await WebhooksInLog.open();
  });
  afterEach(() => log.close());

  const deliveries = () => log.rows<DeliveryRow>('deliveries_v1', 'event_position, endpoint_id');
  const due = (reader = new DueDeliveries(log.db.pool)) =>
    reader.read({ now: new Date(now), inHand: [], full: [], limit: 10 });
  const everything = async () => [
    await log.rows('endpoints_v1'),
    await log.rows('events_v1'),
    await deliveries(),
    await log.rows('attempts_v1', 'delivery_id, number'),
  ];

  it('have a delivery for each endpoint that took the type at that point of the log', async () => {
    const early = await log.tell('pay_1', 'payment.created');
    await log.endpoint('we_all');
    await log.endpoint('we_some', { eventTypes: ['payment.succeeded'] });
    const created = await log.tell('pay_1', 'payment.processing');
    const succeeded = await log.tell('pay_1', 'payment.succeeded');
    await log.act('we_all', { type: 'ChangeEndpoint', changes: {}, status: 'DISABLED', now });
    const late = await log.tell('pay_1', 'payment.succeeded');
    const rows = await deliveries();
    expect(rows.map(row => [row.event_id, row.endpoint_id])).toEqual([
      [created, 'we_all'],
      [succeeded, 'we_all'],
      [succeeded, 'we_some'],
      [late, 'we_some'],
    ]);
    expect((await log.rows('events_v1')).length).toBe(4);
    expect(early).not.toBe(late);
    expect((await due()).map(({ endpoint_id }) => endpoint_id)).toEqual(['we_some', 'we_some']);
  });

  it('number a payment’s events from 1 without a gap', async () => {
    for (const payment of ['pay_1', 'pay_2', 'pay_1', 'pay_1']) await log.tell(payment, 'payment.created');
    const bodies = (await log.rows<{ body: string }>('events_v1', 'position')).map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ paymentId, sequence }) => [paymentId, sequence])).toEqual([
      ...[
        ['pay_1', 1],
        ['pay_2', 1],
        ['pay_1', 2],
        ['pay_1', 3],
      ],
    ]);
  });

  it('keep what is asked for while an older try is under way', async () => {
    await log.endpoint('we_1');
    const event = await log.tell('pay_1', 'payment.created');
    const round = (await deliveries())[0]!.round;
    await log.retried(event, 'we_1');
    await log.tried(event, 'we_1', 200, round);
    expect(await deliveries()).toMatchObject([{ tries: 1, status: 'RETRYING', due_at: new Date(now) }]);
  });

  it('deliver again what a replay names, behind what happens now', async () => {
    await log.endpoint('we_1', { eventTypes: ['payment.created'] });
    const first = await log.tell('pay_1', 'payment.created');
    const missed = await log.tell('pay_1', 'payment.succeeded');
    const round = (await deliveries())[0]!.round;
    await log.tried(first, 'we_1', 200, round);
    await log.act('we_1', { type: 'RequestReplay', from: null, to: null, eventTypes: ['*'], upTo: null, now });
    const fresh = await log.tell('pay_2', 'payment.created');
    await log.project();
    expect((await due()).map(({ event_id }) => event_id)).toEqual([fresh, first, missed]);
  });

  it('say of an endpoint since when it fails, and which is to be told of', async () => {
    await log.endpoint('we_1');
    const events = [await log.tell('pay_1', 'payment.created'), await log.tell('pay_2', 'payment.created')];
    const rounds = (await deliveries()).map(({ round }) => round);
    const troubled = async () => {
      await log.project();
      return (await readTroubled(log.db.pool)).map(({ failing_since, is_gone }) => [
        failing_since?.toISOString(),
        is_gone,
      ]);
    };
    await log.tried(events[0]!, 'we_1', 500, rounds[0]!);
    await log.tried(events[0]!, 'we_1', 500, rounds[0]!, later(59));
    expect(await troubled()).toEqual([]);
    await log.tried(events[0]!, 'we_1', 500, rounds[0]!, later(60));
    expect(await troubled()).toEqual([[now, false]]);
    await log.act('we_1', { type: 'ReportFailing', since: now, failedAt: later(60), now });
    expect(await troubled()).toEqual([]);
    await log.tried(events[1]!, 'we_1', 200, rounds[1]!, later(61));
    await log.tried(events[0]!, 'we_1', 410, rounds[0]!, later(62));
    expect(await troubled()).toEqual([[later(62), true]]);
  });

  it('make nothing due while they are computed anew, until they are where they were', async () => {
    await log.endpoint('we_1');
    const event = await log.tell('pay_1', 'payment.created');
    await log.tried(event, 'we_1', 200, (await deliveries())[0]!.round);
    await log.project();
    const reader = new DueDeliveries(log.db.pool);
    expect(await due(reader)).toEqual([]);
    expect(await reader.readListeners(['mer_1'])).toMatchObject([{ id: 'we_1' }]);
    await resetProjection(log.db.pool, webhooks(log.endpoints));
    expect(await due(reader)).toEqual([]);
    await log.projectUntil(2n);
    expect(await due()).toHaveLength(1);
    expect(await due(reader)).toEqual([]);
    expect(await reader.readListeners(['mer_1'])).toBeUndefined();
    await log.project();
    expect(await reader.readListeners(['mer_1', 'mer_2'])).toHaveLength(1);
    expect(await reader.readListeners(['mer_2'])).toEqual([]);
    await log.tell('pay_1', 'payment.succeeded');
    await log.project();
    expect(await due(reader)).toHaveLength(1);
  });

  it('tell the very body, and the trace, of an event with text that PostgreSQL has none for', async () => {
    await log.endpoint('we_1');
    for (const code of ['a\u0000b', 'a\ud800b', 'z']) await log.tell('pay_1', 'payment.failed', { code });
    await log.project();
    const told = (await due()).map(({ body, trace_id }) => [JSON.parse(body).data.payment.code, trace_id]);
    expect(told).toEqual(['a\u0000b', 'a\ud800b', 'z'].map(code => [code, '0'.repeat(32)]));
  });

  it('say the very thing of an event that was to be known of it when it was recorded', async () => {
    await log.endpoint('we_1', { headers: { 'x-shop': '1' }, rateLimitPerS: 7, v1a: true });
    const text = { z: 'é\u2028', a: '"\\', 10: '', 2: '1.50', code: 'a\u0000b\ud800' };
    for (const payment of ['pay_1', 'pay_1', 'pay_2']) await log.tell(payment, 'payment.failed', text);
    await log.project();
    const reader = new DueDeliveries(log.db.pool);
    const [listener] = (await reader.readListeners(['mer_1'])) ?? [];
    const known: Due[] = [];
    for await (const { events } of log.store.readAll({ after: 0n, filter: { categories: ['webhook_event'] } }))
      known.push(...events.map(event => dueOf(listener!, toldBy(event))));
    expect(known).toHaveLength(3);
    expect(known).toMatchObject(
      (await due(reader)).map(({ checkpoint: _, ...row }: Due & { checkpoint?: string }) => row),
    );
  });

  it('are the same when they are computed at once from the whole log', async () => {
    await log.endpoint('we_1');
    await log.endpoint('we_2', { eventTypes: ['payment.succeeded'] });
    const event = await log.tell('pay_1', 'payment.succeeded');
    const round = (await deliveries())[0]!.round;
    await log.tried(event, 'we_1', 500, round);
    await log.project();
    await log.tried(event, 'we_1', 200, round);
    await log.tried(event, 'we_2', 410, round);
    await log.act('we_2', { type: 'ReportGone', now });
    await log.tell('pay_1', 'payment.created');
    await log.act('we_1', { type: 'RotateSecret', overlapS: 60, now });
    await log.act('we_1', { type: 'RequestReplay', from: null, to: null, eventTypes: null, upTo: null, now });
    await log.act('we_2', { type: 'ChangeEndpoint', changes: {}, status: 'ENABLED', now });
    await log.retried(event, 'we_2');
    const stepwise = await everything();
    await resetProjection(log.db.pool, webhooks(log.endpoints));
    expect(await everything()).toEqual(stepwise);
    expect(stepwise.map(rows => rows.length)).toEqual([2, 2, 3, 3]);
  });
});
