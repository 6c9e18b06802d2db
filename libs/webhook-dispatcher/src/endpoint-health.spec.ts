import { resetProjection, runProjection } from '@counterfoil/event-sourcing';
import { ReadBarrier } from '@counterfoil/service';
import pino from 'pino';
import { now, WebhooksInLog } from '../test/webhooks-in-log.ts';
import { endpointHealth } from './endpoint-health.ts';
import { readTroubled } from './read-model/troubled-endpoints.ts';
import { webhooks } from './read-model/webhooks.ts';

describe('an endpoint that says that it is gone', () => {
  it('is disabled each time that it says so, also by a clock that stands still, and not again by rows that are computed anew', async () => {
    const log = await WebhooksInLog.open();
    const { endpoints, store } = log;
    const { pool } = log.db;
    const projection = webhooks(endpoints);
    const projecting = runProjection({ projection, store, pool, log: pino({ level: 'silent' }) });
    const barrier = new ReadBarrier(store);
    barrier.register(projection, projecting);
    const health = endpointHealth({ endpoints, pool, barrier });
    await log.endpoint('we_1');
    let firstRefusal = 0n;
    for (const payment of ['pay_1', 'pay_2']) {
      const event = await log.tell(payment, 'payment.created');
      await log.tried(event, 'we_1', 410, '1');
      firstRefusal ||= await store.head();
      expect(await health.run(new Date(now))).toBe(1);
      expect(await health.run(new Date(now))).toBe(0);
      expect((await endpoints.load('we_1')).state).toMatchObject({ status: 'DISABLED', disabledReason: 'gone' });
      await log.act('we_1', { type: 'ChangeEndpoint', changes: {}, status: 'ENABLED', now });
    }
    await projecting.stop();
    // Computed anew by another process, the rows go through the past once more; this one does not hear of that.
    await resetProjection(pool, projection);
    await log.projectUntil(firstRefusal);
    const unaware = new ReadBarrier(store);
    unaware.register(projection, { waitUntil: async () => true });
    expect(await readTroubled(pool)).toMatchObject([{ id: 'we_1', is_gone: true }]);
    expect(await endpointHealth({ endpoints, pool, barrier: unaware }).run(new Date(now))).toBe(0);
    expect((await endpoints.load('we_1')).state).toMatchObject({ status: 'ENABLED' });
    await log.close();
  });
});
