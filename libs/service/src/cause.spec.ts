import type { RecordedEvent } from '@counterfoil/event-sourcing';
import { messageOf } from '../test/message.ts';
import { causeOfEvent, causeOfMessage, causeOfRequest } from './cause.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const later = new Date('2026-11-21T10:00:05.000Z');
const request = {
  merchantId: 'mer_1',
  actor: 'key_1',
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  commandId: '75c10367-ca36-5059-8d0d-a4f716d906a2',
  now,
};
const event: RecordedEvent = {
  stream: 'payment-pay_1',
  revision: 0,
  position: 1n,
  eventId: '3f0a9a52-6a0b-5d0e-8a53-0c0f6e1b7d42',
  type: 'PaymentCreated',
  data: {},
  metadata: {
    correlationId: request.correlationId,
    causationId: request.commandId,
    merchantId: 'mer_1',
    paymentId: 'pay_1',
    actor: 'key_1',
    occurredAt: now.toISOString(),
    schemaVersion: 1,
  },
};
const message = messageOf('payment.created');
const UUID: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('the cause of a command', () => {
  it('is the request that asks for it', () => {
    expect(causeOfRequest(request, 'pay_1')).toEqual({
      commandId: UUID,
      causationId: request.commandId,
      correlationId: request.correlationId,
      merchantId: 'mer_1',
      paymentId: 'pay_1',
      actor: 'key_1',
      occurredAt: now.toISOString(),
    });
  });

  it('is the event of our own log that it follows from', () => {
    expect(causeOfEvent(event, later, 'send')).toEqual({
      commandId: UUID,
      causationId: event.eventId,
      correlationId: request.correlationId,
      merchantId: 'mer_1',
      paymentId: 'pay_1',
      actor: 'system',
      occurredAt: later.toISOString(),
    });
  });

  it('is the message of another context, with the trace of the request that began it all', () => {
    expect(causeOfMessage(message, 'pay_1', later)).toEqual({
      commandId: UUID,
      causationId: message.id,
      correlationId: request.correlationId,
      merchantId: 'mer_1',
      paymentId: 'pay_1',
      actor: 'system',
      occurredAt: later.toISOString(),
    });
  });

  it('gives the same command each time, and another one for each step and each cause', () => {
    const commands = (at: Date) => [
      causeOfRequest(request, null).commandId,
      causeOfRequest(request, null, 'confirm').commandId,
      causeOfRequest({ ...request, commandId: event.eventId }, null).commandId,
      causeOfEvent(event, at, 'send').commandId,
      causeOfEvent(event, at, 'resolve').commandId,
      causeOfMessage(message, 'pay_1', at).commandId,
    ];
    expect(commands(later)).toEqual(commands(now));
    expect(new Set(commands(now)).size).toBe(6);
  });
});
