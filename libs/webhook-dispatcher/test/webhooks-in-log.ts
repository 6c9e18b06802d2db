import {
  migrateConsumers,
  migrateProjections,
  openPostgresEventStore,
  projectionKey,
  runProjection,
  type EventStore,
} from '@counterfoil/event-sourcing';
import { deriveId } from '@counterfoil/platform';
import { inTransaction, migrate } from '@counterfoil/platform/postgres';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { deliveryAggregate, type DeliveryAggregate } from '../src/delivery-aggregate.ts';
import type { EndpointCommand } from '../src/domain/endpoint/commands.ts';
import { settings } from '../src/domain/endpoint/endpoint.examples.ts';
import type { EndpointSettings } from '../src/domain/parts.ts';
import { endpointAggregate, type EndpointAggregate } from '../src/endpoint-aggregate.ts';
import { eventAggregate, type EventAggregate } from '../src/event-aggregate.ts';
import { deliveryId } from '../src/read-model/delivery-rows.ts';
import { webhooks } from '../src/read-model/webhooks.ts';

export const now = '2026-11-21T10:00:00.000Z';

const cause = () => ({
  commandId: randomUUID(),
  causationId: 'request',
  correlationId: '0'.repeat(32),
  merchantId: 'mer_1',
  paymentId: null,
  actor: 'key_1',
  occurredAt: now,
});

/** A log with webhooks in it, on a database of its own, and the rows that follow from it. */
export class WebhooksInLog {
  private constructor(
    readonly db: TestDatabase,
    readonly store: EventStore,
    readonly endpoints: EndpointAggregate,
    readonly deliveries: DeliveryAggregate,
    readonly events: EventAggregate,
  ) {}

  static async open(): Promise<WebhooksInLog> {
    const db = await testDatabase();
    await migrateProjections(db.pool);
    await migrateConsumers(db.pool);
    await migrate(db.pool, 'webhook', new URL('../src/read-model/migrations/', import.meta.url));
    const store = await openPostgresEventStore(db);
    return new WebhooksInLog(db, store, endpointAggregate(store), deliveryAggregate(store), eventAggregate(store));
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.db.drop();
  }

  async endpoint(endpointId: string, changes: Partial<EndpointSettings> = {}) {
    const command = { type: 'CreateEndpoint', endpointId, merchantId: 'mer_1', ...settings, ...changes, now } as const;
    expect(await this.endpoints.create(endpointId, command, cause())).toMatchObject({ appended: true });
  }

  async act(endpointId: string, command: EndpointCommand): Promise<void> {
    expect(await this.endpoints.handle(endpointId, command, cause())).toMatchObject({ appended: true });
  }

  /** Tells of something about a payment; answers the event's id. */
  async tell(paymentId: string, eventType: string, payment: Readonly<Record<string, string>> = {}): Promise<string> {
    const eventId = deriveId('evt', new Date(now), randomUUID());
    const told = { type: 'RecordEvent', eventId, eventType, createdAt: now, merchantId: 'mer_1', paymentId } as const;
    const command = {
      ...told,
      traceId: '0'.repeat(32),
      onlyTo: null,
      notTo: null,
      data: { payment: { id: paymentId, ...payment } },
    };
    expect(await this.events.create(paymentId, command, cause())).toMatchObject({ appended: true });
    return eventId;
  }

  async tried(eventId: string, endpointId: string, statusCode: number, round: string, at = now): Promise<void> {
    const id = deliveryId({ eventId, createdAt: now }, endpointId);
    const outcome = { statusCode, error: null, latencyMs: 3, excerpt: 'ok', retryAfterMs: null, jitter: 0.5 };
    const command = { type: 'RecordTry', deliveryId: id, eventId, endpointId, round, ...outcome, now: at } as const;
    expect(await this.deliveries.create(id, command, cause())).toMatchObject({ appended: true });
  }

  async retried(eventId: string, endpointId: string): Promise<void> {
    const id = deliveryId({ eventId, createdAt: now }, endpointId);
    const command = { type: 'RequestRetry', deliveryId: id, eventId, endpointId, now } as const;
    expect(await this.deliveries.handle(id, command, cause())).toMatchObject({ appended: true });
  }

  /** Brings the rows up to the log's head, then answers those of a table. */
  async rows<Row extends object>(table: string, order = 'id'): Promise<readonly Row[]> {
    await this.project();
    return (await this.db.pool.query<Row>(`select * from webhook.${table} order by ${order}`)).rows;
  }

  /** As a computation anew that has come so far: rows and checkpoint. */
  async projectUntil(position: bigint): Promise<void> {
    const projection = webhooks(this.endpoints);
    await inTransaction(this.db.pool, async client => {
      for await (const { events } of this.store.readAll({ after: 0n, filter: projection.filter }))
        await projection.apply(
          events.filter(event => event.position <= position),
          client,
        );
      const checkpoint = [projectionKey(projection), String(position)];
      await client.query('insert into projection.checkpoints (name, position) values ($1, $2)', checkpoint);
    });
  }

  async project(): Promise<void> {
    const log = { warn: () => undefined };
    const running = runProjection({ projection: webhooks(this.endpoints), store: this.store, pool: this.db.pool, log });
    expect(await running.waitUntil(await this.store.head(), 10_000)).toBe(true);
    await running.stop();
  }
}
