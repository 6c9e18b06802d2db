import type { RecordedEvent } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import { causeOfEvent, type ProcessManager } from '@counterfoil/service';
import type { ProviderCalls } from '../commands/provider-calls.ts';
import { providerCallbackCodec } from '../provider-callback.ts';

const attemptIdOf = ({ stream }: RecordedEvent): string => stream.slice(stream.indexOf('-') + 1);

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

/** A callback is a hint to ask (docs/adr/0008). One about an attempt that is not ours changes nothing. */
export const callbackReceived = (calls: ProviderCalls): ProcessManager => ({
  name: 'charge-attempt.callback-received',
  categories: ['provider_callback'],
  types: ['ProviderCallbackReceived'],
  async handle(event) {
    await calls.resolve(providerCallbackCodec.decode(event).reference, 'callback');
  },
});
