import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cause } from '@counterfoil/event-sourcing';
import type { Connector, Connectors } from '@counterfoil/providers';
import type { ChargeAttempt } from '../domain/state.ts';

/** How long a callback waits for the answer of a call of ours that is under way, milliseconds. */
const ANSWER_GRACE_MS = 1_000;

/** What came of a call that is under way in this process; undefined without one, or when it takes too long. */
export const answerUnderWay = <Progress>(sending: Promise<Progress> | undefined): Promise<Progress | undefined> =>
  Promise.race([sending, sending && sleep(ANSWER_GRACE_MS, undefined, { ref: false })]);

/** Every answer of a provider is news of its own; the decider knows a repeat by what it says. */
export const causeOfAnswer = (
  { merchantId, paymentId }: ChargeAttempt,
  why: { readonly causationId: string; readonly correlationId: string; readonly now: Date },
): Cause => ({
  commandId: randomUUID(),
  causationId: why.causationId,
  correlationId: why.correlationId,
  merchantId,
  paymentId,
  actor: 'system',
  occurredAt: why.now.toISOString(),
});

/** @throws when the attempt's provider is configured no longer */
export const connectorOf = (connectors: Connectors, { provider }: ChargeAttempt): Connector => {
  const connector = provider === null ? undefined : connectors.get(provider);
  if (!connector) throw new Error(`There is no connector for provider ${provider}; configure it, it has open charges`);
  return connector;
};
