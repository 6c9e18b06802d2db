export { sessionApi } from './http/describe.ts';
export { sessionPublisher } from './public-events.ts';
export { sessionAggregate } from './session-aggregate.ts';
export { SessionModule } from './session.module.ts';
export { sessionView } from './read-model/session-view.ts';
export { sessionSchema } from './read-model/schema.ts';
