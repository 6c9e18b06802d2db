import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import { dueAt } from '../domain/expiry.ts';
import type { SessionAggregate } from '../session-aggregate.ts';
import { sessionRow } from './session-resource.ts';

/** Table `session.session_view_v2`: one row a checkout session. */
export const sessionView = (aggregate: SessionAggregate): Projection =>
  aggregateRows({
    name: 'session_view',
    version: 2,
    table: 'session.session_view_v2',
    aggregate,
    toRow: (session, event) => ({
      id: session.sessionId,
      merchant_id: session.merchantId,
      payment_id: session.paymentId,
      status: session.status,
      created_at: session.createdAt,
      due_at: dueAt(session),
      version: event.revision,
      resource: sessionRow(session),
    }),
  });
