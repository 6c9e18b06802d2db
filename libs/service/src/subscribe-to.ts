import type { PublicEventData, PublicEventType } from '@counterfoil/contracts';
import { cloudEventType, type PublicEvent, type Subscription } from '@counterfoil/messaging';

/** A public event by the type that domain.md gives it, with the data that the contract promises for that type. */
export type Message<Type extends PublicEventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: PublicEventData<T>; readonly event: PublicEvent };
}[Type];

/** A subscription in the contract's words instead of the transport's. */
export const subscribeTo = <Type extends PublicEventType>(options: {
  readonly group: string;
  readonly topic: string;
  readonly types: readonly Type[];
  readonly handle: (message: Message<Type>) => Promise<void>;
}): Subscription => {
  const { group, topic, types, handle } = options;
  const byCloudEventType = new Map<string, Type>(types.map(type => [cloudEventType(type), type]));
  return {
    group,
    topics: [topic],
    types: types.map(cloudEventType),
    handle: event => {
      const type = byCloudEventType.get(event.type);
      if (type === undefined) throw new Error(`${group} was handed ${event.type}, which it did not ask for`);
      return handle({ type, data: event.data, event } as Message<Type>);
    },
  };
};
