export { LogMessaging } from './log-messaging.ts';
export type { LogMessagingOptions } from './log-messaging.ts';
export type { DeadLetter, Messaging, RunningSubscription, Subscription } from './messaging.ts';
export { cloudEventType } from './public-event.ts';
export type { CloudEventType, PublicEvent, PublicEventDraft, Publisher } from './public-event.ts';
