import { chargeAttemptAggregate, chargeAttemptPublisher } from '@counterfoil/charge-attempt';
import type { EventStore } from '@counterfoil/event-sourcing';
import { paymentAggregate, paymentPublisher } from '@counterfoil/payment';
import { sessionAggregate, sessionPublisher } from '@counterfoil/session';

/** What each context tells the others. `hostedPage`: where sessions are paid whose merchant has no page, without a query. */
export const publishers = (store: EventStore, hostedPage: string) => [
  sessionPublisher(sessionAggregate(store), hostedPage),
  paymentPublisher(paymentAggregate(store)),
  chargeAttemptPublisher(chargeAttemptAggregate(store)),
];
