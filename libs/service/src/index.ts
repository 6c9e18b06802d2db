export { aggregatePublisher } from './aggregate-publisher.ts';
export type { PublicTypes } from './aggregate-publisher.ts';
export { existing, expectDone, succeeded } from './answers.ts';
export { causeOfEvent, causeOfMessage, causeOfRequest, traceIdOf } from './cause.ts';
export { ContextWorkers } from './context-workers.ts';
export type { ProcessManager, Surroundings, Worker } from './context-workers.ts';
export { watchFollower } from './watch-follower.ts';
export type { Follower } from './watch-follower.ts';
export { listCursor, pageOfRows } from './pages.ts';
export { measureRelays } from './measure-followers.ts';
export { READ_BARRIER, ReadBarrier } from './read-barrier.ts';
export {
  CLOCK,
  EVENT_STORE,
  EXPIRY,
  HOSTED_PAGE,
  LOG,
  MAX_PROVIDERS,
  OUTCOME_WAIT_MS,
  POOL,
  PUBLIC_URL,
  RECONCILIATION,
  STREAM_WATCH,
  SURROUNDINGS,
  WEBHOOK_ALLOW_LOOPBACK,
} from './tokens.ts';
export type { Expiry, Reconciliation } from './tokens.ts';
export { HeldTimer } from './held-timer.ts';
export { PROVIDER_OUTAGE, refuseInOutage } from './provider-outage.ts';
export type { ProviderOutage } from './provider-outage.ts';
export { actOnEach } from './timer.ts';
export type { Timer } from './timer.ts';
export { Timers } from './timers.ts';
export { testClockApi } from './test-clock/describe.ts';
export { TestClock, testClockSchema } from './test-clock/test-clock.ts';
export { TestClockModule } from './test-clock/test-clock.module.ts';
export { subscribeTo } from './subscribe-to.ts';
export type { Message } from './subscribe-to.ts';
