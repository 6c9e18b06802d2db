import { accept, type Decider, type EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';
import * as part from '../parts.ts';

const facts = {
  /** `evt_…` */
  eventId: z.string(),
  eventType: z.string(),
  createdAt: part.time,
  merchantId: z.string(),
  paymentId: z.string().nullable(),
  traceId: z.string(),
  /** The only endpoint that it is for, whatever types that takes; null: every one that wants its type. */
  onlyTo: z.string().nullable(),
  /** An endpoint that it is about, and not for. */
  notTo: z.string().nullable(),
  /** The resource under its name. */
  data: z.record(z.string(), z.unknown()),
};

/** What merchants are told, as it is stored: the body of the webhook. */
export const recordedEvents = {
  WebhookEventRecorded: z.strictObject({
    ...facts,
    /** Counts the events of one payment from 1; null for what is about none. */
    sequence: z.int().min(1).nullable(),
  }),
} as const;

export type RecordedWebhookEvent = EventOf<typeof recordedEvents>;

export type RecordEvent = { readonly type: 'RecordEvent' } & Readonly<z.infer<z.ZodObject<typeof facts>>>;

/** The last number given in this stream: one payment's, or that of one event about no payment. */
export interface RecordedState {
  readonly status: 'NONE' | 'RECORDED';
  readonly sequence: number;
}

/** Numbers what it is given. What was recorded before is known by its event id. */
export const recordedDecider: Decider<RecordEvent, RecordedState, RecordedWebhookEvent, never> = {
  initialState: { status: 'NONE', sequence: 0 },
  decide: ({ type: _, ...event }, { sequence }) =>
    accept({ type: 'WebhookEventRecorded', ...event, sequence: event.paymentId === null ? null : sequence + 1 }),
  evolve: ({ sequence }) => ({ status: 'RECORDED', sequence: sequence + 1 }),
};
