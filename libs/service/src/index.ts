export { existing, expectDone, succeeded } from './answers.ts';
export { causeOfEvent, causeOfMessage, causeOfRequest } from './cause.ts';
export { ContextWorkers } from './context-workers.ts';
export type { ContextParts, Follower, ProcessManager, Routine, Surroundings } from './context-workers.ts';
export { pageOf, positionCursor } from './pages.ts';
export { READ_BARRIER, ReadBarrier } from './read-barrier.ts';
export { CLOCK, EVENT_STORE, LOG, OUTCOME_WAIT_MS, POOL, PUBLIC_URL, STREAM_WATCH, SURROUNDINGS } from './tokens.ts';
export { subscribeTo } from './subscribe-to.ts';
export type { Message } from './subscribe-to.ts';
