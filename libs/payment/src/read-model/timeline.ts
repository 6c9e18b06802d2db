import type { Projection } from '@counterfoil/event-sourcing';

/**
 * Table `payment.timeline_v1`: where in the log every event about a payment is, whatever its context. It reads
 * the events' metadata only, so it knows nothing of what other contexts store.
 */
export const timeline: Projection = {
  name: 'timeline',
  version: 1,
  tables: ['payment.timeline_v1'],
  filter: {},
  async apply(events, client) {
    const about = events.filter(event => event.metadata.paymentId !== null);
    if (about.length === 0) return;
    await client.query({
      name: 'timeline-insert',
      text: `insert into payment.timeline_v1 (payment_id, position, stream, revision)
             select * from unnest($1::text[], $2::bigint[], $3::text[], $4::int[])`,
      values: [
        about.map(event => event.metadata.paymentId),
        about.map(event => String(event.position)),
        about.map(event => event.stream),
        about.map(event => event.revision),
      ],
    });
  },
};
