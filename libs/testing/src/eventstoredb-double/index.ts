export { EventStoreDouble } from './event-store-double.ts';
export { spawnEventStoreDouble } from './spawn-event-store-double.ts';
