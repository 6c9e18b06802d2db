import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import { causeOfEvent, type ProcessManager } from '@counterfoil/service';
import type { DisputeCalls } from '../commands/dispute-calls.ts';
import type { OperationCalls } from '../commands/operation-calls.ts';
import type { ProviderCalls } from '../commands/provider-calls.ts';
import { providerCallbackCodec } from '../provider-callback.ts';

/** The attempt in whose stream the event is. */
export const attemptIdOf = ({ stream }: RecordedEvent): string => stream.slice(stream.indexOf('-') + 1);

const operationIdOf = ({ data }: RecordedEvent): string => String(data['operationId']);

/** An attempt that was created is sent to its provider. A crash before the outcome is recorded brings the event again. */
export const attemptCreated = (calls: ProviderCalls, clock: Clock): ProcessManager => ({
  name: 'charge-attempt.attempt-created',
  categories: ['charge_attempt'],
  types: ['ChargeAttemptCreated'],
  handle: event => calls.send(attemptIdOf(event), causeOfEvent(event, clock.now(), 'send')),
});

/** An unknown outcome is asked for at once; what stays open is the follow-up's. */
export const attemptUnknown = (calls: ProviderCalls): ProcessManager => ({
  name: 'charge-attempt.attempt-unknown',
  categories: ['charge_attempt'],
  types: ['ChargeAttemptUnknown'],
  async handle(event) {
    await calls.resolve(attemptIdOf(event), 'status_query');
  },
});

/** What a payment asked for is sent to the provider, as an attempt is. */
export const operationRequested = (operations: OperationCalls, clock: Clock): ProcessManager => ({
  name: 'charge-attempt.operation-requested',
  categories: ['charge_attempt'],
  types: ['ChargeCaptureRequested', 'ChargeVoidRequested', 'ChargeRefundRequested'],
  handle: event => operations.send(attemptIdOf(event), operationIdOf(event), causeOfEvent(event, clock.now(), 'send')),
});

/** As of an attempt: asked for at once, and what stays open is the follow-up's. */
export const operationUnknown = (operations: OperationCalls): ProcessManager => ({
  name: 'charge-attempt.operation-unknown',
  categories: ['charge_attempt'],
  types: ['ChargeOperationUnknown'],
  async handle(event) {
    await operations.resolve(attemptIdOf(event), operationIdOf(event));
  },
});

/**
 * A callback is a hint to ask (docs/adr/0008). One about a charge that is not there is looked into again for a while,
 * and then by an operator.
 */
export const callbackReceived = (operations: OperationCalls, disputes: DisputeCalls): ProcessManager => ({
  name: 'charge-attempt.callback-received',
  categories: ['provider_callback'],
  types: ['ProviderCallbackReceived'],
  async handle(event) {
    const { reference, dispute } = providerCallbackCodec.decode(event);
    if (dispute === null) await operations.resolveAll(reference, 'callback');
    else await disputes.ask(reference, dispute, event.eventId);
  },
});
