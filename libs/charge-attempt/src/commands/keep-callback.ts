import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EventStore } from '@counterfoil/event-sourcing';
import { crashPoint, deriveUuid, type RequestContext } from '@counterfoil/platform';
import type { ProviderCallback } from '@counterfoil/providers';
import { EVENT_STORE } from '@counterfoil/service';
import { callbackStream, providerCallbackCodec } from '../provider-callback.ts';

/** Keeps a verified callback in the log: once, however often the provider sends it. */
export class KeepCallback extends Command<void> {
  constructor(
    readonly context: RequestContext,
    readonly provider: string,
    readonly callback: ProviderCallback,
  ) {
    super();
  }
}

@CommandHandler(KeepCallback)
export class KeepCallbackHandler implements ICommandHandler<KeepCallback> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ context, provider, callback }: KeepCallback): Promise<void> {
    const event = { type: 'ProviderCallbackReceived', provider, ...callback } as const;
    const { data, schemaVersion } = providerCallbackCodec.encode(event);
    // The stream is new or the callback is known: a conflict is the answer that it was kept before.
    await this.store.append([
      {
        stream: callbackStream(`${provider}.${callback.eventId}`),
        expectedRevision: 'no_stream',
        events: [
          {
            eventId: deriveUuid('provider_callback', provider, callback.eventId),
            type: event.type,
            data,
            metadata: {
              correlationId: context.correlationId,
              causationId: context.commandId,
              merchantId: '',
              paymentId: null,
              actor: `provider:${provider}`,
              occurredAt: context.now.toISOString(),
              schemaVersion,
            },
          },
        ],
      },
    ]);
    crashPoint('callback-kept');
  }
}
