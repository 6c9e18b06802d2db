export { KafkaMessaging, KafkaUnreachable } from './kafka/kafka-messaging.ts';
export { deadLetterCommand, DeadLetterUsage } from './dead-letter-command.ts';
export { inbox } from './inbox.ts';
export { LogMessaging } from './log-messaging.ts';
export type { Messaging, RunningSubscription, Subscription } from './messaging.ts';
export { cloudEventType } from './public-event.ts';
export type { PublicEvent, PublicEventDraft, Publisher } from './public-event.ts';
