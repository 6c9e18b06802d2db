import { setTimeout as sleep } from 'node:timers/promises';
import { takeConsumerLock, type EventStore } from '@counterfoil/event-sourcing';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { traced } from '@counterfoil/platform/tracing';
import type { Follower, Surroundings, Timer, Worker } from '@counterfoil/service';
import { isDelivered, recordTry } from '../commands/record-try.ts';
import type { DeliveryAggregate } from '../delivery-aggregate.ts';
import type { Sender, TryOutcome } from '../delivery/sender.ts';
import type { EndpointSecrets } from '../endpoint-secrets.ts';
import { DueDeliveries, READ_IN_ORDER, type Due, type Session } from '../read-model/due-deliveries.ts';
import { WEBHOOK_ROWS } from '../read-model/projection-name.ts';
import { answeringSession } from './answering-session.ts';
import { deliverySpan } from './delivery-span.ts';
import type { DispatchStanding, TryWatch } from './dispatch-metrics.ts';
import type { Attempt } from './lane.ts';
import { Tenure } from './tenure.ts';

const NAME = 'webhook.dispatcher';

/** What makes deliveries due, or changes how they are sent. */
const CATEGORIES = ['webhook_endpoint', 'webhook_event', 'webhook_delivery'];

const AGAIN_MS = 1_000;

/** How long a run waits for receivers that take their time, milliseconds. */
const PATIENCE_MS = 3_000;

/** How long a stop waits for receivers before it cuts them off, milliseconds: less than the process has for all of it. */
const LAST_ANSWERS_MS = 3_000;

/** How long the session that holds the lock may take to answer, milliseconds: the server lets go of it in about that time too. */
const ANSWER_MS = 10_000;

/** How often a run looks whether the process that sends has sent, milliseconds. */
const ELSEWHERE_MS = 100;

interface Parts extends Pick<Surroundings, 'pool' | 'barrier' | 'log'> {
  readonly store: Pick<EventStore, 'head' | 'subscribe'>;
  readonly deliveries: DeliveryAggregate;
  readonly sender: Sender;
  readonly secrets: EndpointSecrets;
  /** `whsk_…` of the installation. */
  readonly signingKey: string;
  readonly clock: Clock;
  readonly watch: TryWatch;
}

/**
 * Sends what is due. Of all processes one does, for as long as it holds a lock; when it dies another takes over within
 * seconds, and sends again what was not recorded: at least once, under the same id.
 */
export class Dispatcher implements Worker, Timer {
  readonly name = NAME;
  private tenure: Tenure | undefined;
  private isCutOff = false;
  private readonly due: DueDeliveries;

  constructor(private readonly parts: Parts) {
    this.due = new DueDeliveries(parts.pool);
  }

  get standing(): DispatchStanding {
    return this.tenure?.standing ?? { lanes: 0, inFlight: 0 };
  }

  start(): Follower {
    const stopping = new AbortController();
    const stopped = this.serve(stopping.signal);
    return {
      stopped,
      stop: async () => {
        stopping.abort();
        const cutting = setTimeout(() => void this.cutOff(), LAST_ANSWERS_MS);
        await stopped;
        clearTimeout(cutting);
        await this.cutOff();
      },
    };
  }

  /** For the test clock: what came due is sent before it says that it is. */
  async run(now: Date): Promise<number> {
    if (this.tenure) return this.tenure.drain(PATIENCE_MS);
    await this.parts.barrier.caughtUp(WEBHOOK_ROWS);
    if ((await this.due.read({ now, inHand: [], full: [], limit: 1 })).length === 0) return 0;
    await sleep(ELSEWHERE_MS);
    return 1;
  }

  private cutOff(): Promise<void> {
    this.isCutOff = true;
    return this.parts.sender.close();
  }

  private async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.hold(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.parts.log.warn({ err: error }, 'the webhook dispatcher stumbled, starts again');
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {
        // Aborted: the next tenure does not begin.
      });
    }
  }

  private async hold(stop: AbortSignal): Promise<void> {
    const lock = await takeConsumerLock(this.parts.pool, NAME, stop);
    const ending = new AbortController();
    const signal = AbortSignal.any([stop, ending.signal]);
    const session = answeringSession(lock.client, ANSWER_MS);
    const tenure = new Tenure(this.workOf(session), signal);
    void lock.lost.then(error => ending.abort(error));
    this.tenure = tenure;
    try {
      await session.query(READ_IN_ORDER);
      const following = follow(this.parts.store, tenure, signal).finally(() => ending.abort());
      // A log that cannot be followed ends the tenure too, but not before its tries have.
      for (const ended of await Promise.allSettled([tenure.run(), following]))
        if (ended.status === 'rejected') throw ended.reason;
    } finally {
      this.tenure = undefined;
      ending.abort();
      await lock.release();
    }
  }

  /** Over the session that holds the lock. */
  private workOf(session: Session) {
    const { barrier, clock, log } = this.parts;
    return {
      caughtUp: () => barrier.caughtUp(WEBHOOK_ROWS),
      readDue: (inHand: readonly string[], full: readonly string[], limit: number) =>
        this.due.read({ now: clock.now(), inHand, full, limit }, session),
      readUpTo: () => this.due.position,
      readListeners: (merchantIds: readonly string[]) => this.due.readListeners(merchantIds, session),
      attempt: (...[due, answered]: Parameters<Attempt>) =>
        traced(deliverySpan(due), () => this.attempt(due, answered)),
      stumbled: (error: unknown) =>
        log.warn({ err: error }, 'a webhook could not be sent or recorded; it is tried again'),
    };
  }

  private async attempt(...[due, answered]: Parameters<Attempt>): Promise<boolean> {
    const { deliveries, clock, watch } = this.parts;
    const at = clock.now();
    const outcome = await this.send(due, at);
    // We have hung up: that says nothing of the receiver, and the delivery is due as before.
    if (this.isCutOff && outcome.type === 'failed') throw new Error('The try was cut off by the stop');
    crashPoint('webhook-answered');
    answered(isDelivered(outcome));
    const { status } = await recordTry(deliveries, due, outcome, at);
    // It may have said that it is gone.
    if (status === 'EXHAUSTED') this.tenure?.change(due.merchant_id);
    watch.tried(outcome, status);
    return status === 'DELIVERED';
  }

  private send(due: Due, at: Date): Promise<TryOutcome> {
    const { sender, secrets, signingKey } = this.parts;
    return sender.send({
      url: due.url,
      headers: due.headers,
      body: Buffer.from(due.body),
      id: due.event_id,
      timestampS: Math.floor(at.getTime() / 1_000),
      secrets: [...secrets.signing(due.endpoint_id, due.secrets, at), ...(due.v1a ? [signingKey] : [])],
    });
  }
}

/** Tells the tenure of what the log has that concerns it. */
const follow = async (store: Parts['store'], tenure: Tenure, signal: AbortSignal): Promise<void> => {
  const filter = { categories: CATEGORIES };
  for await (const { events } of store.subscribe({ after: await store.head(), filter, signal })) {
    for (const event of events) {
      if (event.type === 'WebhookEventRecorded') tenure.tell(event);
      // A try that was recorded makes nothing due now: the lane asks for more itself.
      else if (event.type !== 'WebhookDeliveryAttempted') tenure.change(event.metadata.merchantId);
    }
  }
};
