import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import type { SessionAggregate } from '../session-aggregate.ts';
import { sessionResource } from './session-resource.ts';

/** Table `session.session_view_v1`: one row a checkout session. */
export const sessionView = (aggregate: SessionAggregate): Projection =>
  aggregateRows({
    name: 'session_view',
    version: 1,
    table: 'session.session_view_v1',
    aggregate,
    toRow: (session, event) => ({
      id: session.sessionId,
      merchant_id: session.merchantId,
      payment_id: session.paymentId,
      status: session.status,
      created_at: session.createdAt,
      version: event.revision,
      resource: sessionResource(session),
    }),
  });
