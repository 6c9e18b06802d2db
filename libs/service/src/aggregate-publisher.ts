import type { PublicEventType } from '@counterfoil/contracts';
import {
  FoldedStates,
  type Begun,
  type Aggregate,
  type JsonObject,
  type RecordedEvent,
  type TypedEvent,
} from '@counterfoil/event-sourcing';
import type { PublicEventDraft, Publisher } from '@counterfoil/messaging';

/** What each event of an aggregate is called outside, in this order; an event that is not here stays inside. */
export type PublicTypes<Event extends TypedEvent> = Readonly<
  Partial<Record<Event['type'], readonly PublicEventType[]>>
>;

/** One event that is about to be published, with the state right after it. */
export interface Told<State, Event> {
  readonly type: PublicEventType;
  readonly event: Event;
  readonly state: State;
  readonly revision: number;
}

/** The way out of a context: an aggregate's events as others may know them, each with the whole as it was then. */
export const aggregatePublisher = <Command, State extends object, Event extends TypedEvent>(options: {
  readonly topic: string;
  /** `/counterfoil/<service>` */
  readonly source: string;
  readonly aggregate: Aggregate<Command, State, Event>;
  readonly types: PublicTypes<Event>;
  readonly data: (told: Told<Begun<State>, Event>) => JsonObject;
}): Publisher => {
  const { topic, source, aggregate, types, data } = options;
  const { category, codec } = aggregate.definition;
  const states = new FoldedStates(aggregate);
  return {
    topic,
    source,
    category,
    async toPublic(recorded: RecordedEvent): Promise<readonly PublicEventDraft[]> {
      const event = codec.decode(recorded);
      const state = await states.after(recorded);
      const told = types[event.type as Event['type']] ?? [];
      return told.map(type => ({ type, data: data({ type, event, state, revision: recorded.revision }) }));
    },
  };
};
