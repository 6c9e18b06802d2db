import type { EventStore } from './event-store.ts';

/** `store`, but that its appends go through `append`. */
export const appendingThrough = (store: EventStore, append: EventStore['append']): EventStore => ({
  append,
  readStream: (stream, options) => store.readStream(stream, options),
  readAll: options => store.readAll(options),
  subscribe: options => store.subscribe(options),
  head: () => store.head(),
  last: () => store.last(),
  close: () => store.close(),
});
