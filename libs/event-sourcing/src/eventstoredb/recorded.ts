import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import type { LogFilter } from '../event-store.ts';
import type { EventMetadata, JsonObject, RecordedEvent } from '../recorded-event.ts';

/** What is stored beside an event's data. Our event's id is in it: on the wire each try has an id of its own (ADR 34). */
export type StoredMetadata = EventMetadata & { readonly eventId?: string };

/** Most events in one batch. */
export const PAGE = 512;

export type ServerEvent = ResolvedEvent | AllStreamResolvedEvent;

/** The event as the port has it; undefined for what a link points to and is gone. */
export const recordedEvent = ({ event }: ServerEvent): RecordedEvent | undefined => {
  if (!event) return undefined;
  // Without an id of ours it is the event of another writer.
  const { eventId = event.id, ...metadata } = event.metadata as unknown as StoredMetadata;
  return {
    eventId,
    type: event.type,
    data: event.data as JsonObject,
    metadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: event.position?.commit ?? 0n,
  };
};

/** The server keeps its own statistics and settings in the same log. */
export const isSystemEvent = ({ event }: ServerEvent): boolean =>
  !event || event.streamId.startsWith('$') || event.type.startsWith('$');

export const isWanted = (resolved: ServerEvent, { categories, types }: LogFilter): boolean => {
  const { event } = resolved;
  if (!event || isSystemEvent(resolved)) return false;
  if (types && !types.includes(event.type)) return false;
  return categories === undefined || categories.includes(event.streamId.slice(0, event.streamId.indexOf('-')));
};

export const positionOf = ({ event }: ServerEvent): bigint => event?.position?.commit ?? 0n;

/** Where a reader goes on that has seen everything up to `after`. */
export const fromPosition = (after: bigint) => (after === 0n ? ('start' as const) : { commit: after, prepare: after });
