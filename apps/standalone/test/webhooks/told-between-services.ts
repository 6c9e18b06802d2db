import { chargeAttemptAggregate, chargeAttemptPublisher } from '@counterfoil/charge-attempt';
import { topics } from '@counterfoil/contracts';
import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { cloudEventType, LogMessaging, type PublicEvent } from '@counterfoil/messaging';
import { paymentAggregate, paymentPublisher } from '@counterfoil/payment';
import { sessionAggregate, sessionPublisher } from '@counterfoil/session';
import type { TestDatabase } from '@counterfoil/testing';

const quiet = { warn: () => {}, error: () => {} };

/** Every public event in the log of a running product, as a group that begins with the first one hears it. */
export const toldBetweenServices = async ({ url, pool }: TestDatabase): Promise<readonly PublicEvent[]> => {
  const store = await openPostgresEventStore({ url });
  const publishers = [
    sessionPublisher(sessionAggregate(store), 'https://pay.example'),
    paymentPublisher(paymentAggregate(store)),
    chargeAttemptPublisher(chargeAttemptAggregate(store)),
  ];
  const messaging = new LogMessaging({ store, pool, publishers, log: quiet });
  const heard: PublicEvent[] = [];
  const subscription = messaging.subscribe({
    group: 'test.told-between-services',
    topics: Object.values(topics),
    types: Object.keys(asyncApiDocument().components.messages).map(cloudEventType),
    handle: async event => void heard.push(event),
  });
  const isDone = await subscription.settled(30_000);
  await messaging.close();
  await store.close();
  if (!isDone) throw new Error('Not all of the log was heard in time');
  return heard;
};
