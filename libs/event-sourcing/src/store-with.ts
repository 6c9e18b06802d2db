import type { EventStore } from './event-store.ts';

/** `store`, but for what `change` does instead. */
export const storeWith = (store: EventStore, change: Partial<EventStore>): EventStore => ({
  append: appends => store.append(appends),
  readStream: (stream, options) => store.readStream(stream, options),
  readAll: options => store.readAll(options),
  subscribe: options => store.subscribe(options),
  head: () => store.head(),
  last: () => store.last(),
  close: () => store.close(),
  ...change,
});
