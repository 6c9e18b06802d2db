export { chargeAttemptApi } from './http/describe.ts';
export { chargeAttemptAggregate } from './charge-attempt-aggregate.ts';
export { ChargeAttemptModule } from './charge-attempt.module.ts';
export { chargeAttemptPublisher } from './public-events.ts';
export { chargeView } from './read-model/charge-view.ts';
export { chargeAttemptSchema } from './read-model/schema.ts';
