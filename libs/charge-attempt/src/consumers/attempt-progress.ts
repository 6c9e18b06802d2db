import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import { causeOfEvent, type ProcessManager } from '@counterfoil/service';
import type { DisputeCalls } from '../commands/dispute-calls.ts';
import type { OperationCalls } from '../commands/operation-calls.ts';
import type { ProviderCalls } from '../commands/provider-calls.ts';
import { CALLBACK_READER, providerCallbackCodec } from '../provider-callback.ts';

/** The attempt in whose stream the event is. */
export const attemptIdOf = ({ stream }: RecordedEvent): string => stream.slice(stream.indexOf('-') + 1);

const operationIdOf = ({ data }: RecordedEvent): string => String(data['operationId']);

/**
 * Handlers that wait for a provider. Its guard lets far fewer of them wait for one provider than there may be: those of one
 * that hangs leave room for the others'.
 */
const CONCURRENCY = 512;

/** An attempt that was created is sent to its provider. A crash before the outcome is recorded brings the event again. */
export const attemptCreated = (calls: ProviderCalls, clock: Clock): ProcessManager => ({
  name: 'charge-attempt.attempt-created',
  categories: ['charge_attempt'],
  types: ['ChargeAttemptCreated'],
  concurrency: CONCURRENCY,
  handle: event => calls.send(attemptIdOf(event), causeOfEvent(event, clock.now(), 'send')),
});

/** Whether the attempt's provider asked to be left alone for a while. */
type IsLeftAlone = (attemptId: string) => Promise<boolean>;

/** An unknown outcome is asked for at once, where one may ask; what stays open is the reconciler's. */
export const attemptUnknown = (calls: ProviderCalls, isLeftAlone: IsLeftAlone): ProcessManager => ({
  name: 'charge-attempt.attempt-unknown',
  categories: ['charge_attempt'],
  types: ['ChargeAttemptUnknown'],
  concurrency: CONCURRENCY,
  async handle(event) {
    const attemptId = attemptIdOf(event);
    if (!(await isLeftAlone(attemptId))) await calls.resolve(attemptId, 'status_query');
  },
});

/** What a payment asked for is sent to the provider, as an attempt is. */
export const operationRequested = (operations: OperationCalls, clock: Clock): ProcessManager => ({
  name: 'charge-attempt.operation-requested',
  categories: ['charge_attempt'],
  types: ['ChargeCaptureRequested', 'ChargeVoidRequested', 'ChargeRefundRequested', 'ChargeReversalRequested'],
  concurrency: CONCURRENCY,
  handle: event => operations.send(attemptIdOf(event), operationIdOf(event), causeOfEvent(event, clock.now(), 'send')),
});

/** As of an attempt. */
export const operationUnknown = (operations: OperationCalls, isLeftAlone: IsLeftAlone): ProcessManager => ({
  name: 'charge-attempt.operation-unknown',
  categories: ['charge_attempt'],
  types: ['ChargeOperationUnknown'],
  concurrency: CONCURRENCY,
  async handle(event) {
    const attemptId = attemptIdOf(event);
    if (!(await isLeftAlone(attemptId))) await operations.resolve(attemptId, operationIdOf(event));
  },
});

/**
 * A callback is a hint to ask (docs/adr/0008). One about a charge that is not there is looked into again for a while,
 * and then by an operator.
 */
export const callbackReceived = (operations: OperationCalls, disputes: DisputeCalls): ProcessManager => ({
  name: CALLBACK_READER,
  categories: ['provider_callback'],
  types: ['ProviderCallbackReceived'],
  concurrency: CONCURRENCY,
  async handle(event) {
    const { reference, dispute } = providerCallbackCodec.decode(event);
    if (dispute === null) await operations.resolveAll(reference, 'callback');
    else await disputes.ask(reference, dispute, event.eventId);
  },
});
