import { z } from 'zod';
import type { JsonObject, RecordedEvent } from './recorded-event.ts';

/** The data of each event type of one aggregate, declared once; types are inferred from it. */
export type EventSchemas = Readonly<Record<string, z.ZodType>>;

/** What the codec needs of an event literal. */
export interface TypedEvent {
  readonly type: string;
}

/** `upcasters[type][n]` turns the data of version n + 1 into that of version n + 2; the last result is today's. */
export type Upcasters = Readonly<Record<string, readonly ((data: JsonObject) => JsonObject)[]>>;

/** An unknown type or version, or data that breaks its schema. It stops the reader: an event is never skipped. */
export class UnreadableEvent extends Error {
  readonly stopsReader = true;

  constructor(event: Pick<RecordedEvent, 'type' | 'metadata'>, reason: string) {
    super(`Event ${event.type} v${event.metadata.schemaVersion}: ${reason}. Deploy a version that knows it.`);
  }
}

/** Between event literals (bigint amounts) and what is stored (JSON). */
export interface EventCodec<Event extends TypedEvent> {
  readonly types: readonly string[];
  encode(event: Event): { readonly data: JsonObject; readonly schemaVersion: number };
  /** @throws UnreadableEvent */
  decode(recorded: Pick<RecordedEvent, 'type' | 'data' | 'metadata'>): Event;
}

/** Stored type names are the keys of `schemas`; a type's version is one more than the number of its upcasters. */
export const eventCodec = <Event extends TypedEvent>(
  schemas: EventSchemas,
  upcasters: Upcasters = {},
): EventCodec<Event> => {
  const upcast = (recorded: Pick<RecordedEvent, 'type' | 'data' | 'metadata'>): JsonObject => {
    const steps = upcasters[recorded.type] ?? [];
    const version = recorded.metadata.schemaVersion;
    if (!(Number.isInteger(version) && version >= 1 && version <= steps.length + 1))
      throw new UnreadableEvent(recorded, 'unknown version');
    try {
      return steps.slice(version - 1).reduce((data, step) => step(data), recorded.data);
    } catch (error) {
      throw new UnreadableEvent(recorded, `cannot be brought up to date (${String(error)})`);
    }
  };
  const schemaOf = (type: string): z.ZodType | undefined => (Object.hasOwn(schemas, type) ? schemas[type] : undefined);

  return {
    types: Object.keys(schemas),

    encode({ type, ...data }) {
      const schema = schemaOf(type);
      if (!schema) throw new Error(`No schema for event type ${type}`);
      return { data: z.encode(schema, data) as JsonObject, schemaVersion: (upcasters[type]?.length ?? 0) + 1 };
    },

    decode(recorded) {
      const schema = schemaOf(recorded.type);
      if (!schema) throw new UnreadableEvent(recorded, 'unknown type');
      const parsed = schema.safeParse(upcast(recorded));
      if (!parsed.success) throw new UnreadableEvent(recorded, z.prettifyError(parsed.error));
      return { type: recorded.type, ...(parsed.data as object) } as Event;
    },
  };
};
