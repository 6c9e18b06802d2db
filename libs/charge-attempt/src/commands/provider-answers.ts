import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cause } from '@counterfoil/event-sourcing';
import { notSent, unknown, type Connector, type Connectors } from '@counterfoil/providers';
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

/** One that cannot be called, nor asked: whatever it may have done before is for an operator. */
const notConfigured = (provider: string): Connector => {
  const reason = `${provider} is not configured`;
  const [refuse, ask] = [async () => notSent(reason), async () => unknown(reason)];
  return {
    provider,
    capabilities: { currencies: [], brands: [], manualCapture: false, partialCapture: false, partialRefund: false },
    ...{ authorize: refuse, operate: refuse, status: ask, abandon: ask, operationStatus: ask, dispute: ask },
    parseCallback: () => null,
  };
};

/** @throws for an attempt without a provider, which there is nobody to ask about */
export const connectorOf = (connectors: Connectors, { attemptId, provider }: ChargeAttempt): Connector => {
  if (provider === null) throw new Error(`${attemptId} was never at any provider`);
  return connectors.get(provider) ?? notConfigured(provider);
};
