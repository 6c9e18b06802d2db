import { toPublicEvent } from '@counterfoil/messaging';
import { subscribeTo } from './subscribe-to.ts';

const messageOf = (type: string) =>
  toPublicEvent(
    '/counterfoil/payment',
    {
      ...{ stream: 'payment-pay_1', revision: 0, position: 1n, type: 'Any', data: {} },
      eventId: '3f0a9a52-6a0b-5d0e-8a53-0c0f6e1b7d42',
      metadata: {
        ...{
          correlationId: '0af7651916cd43dd8448eb211c80319c',
          causationId: 'c',
          merchantId: 'mer_1',
          paymentId: null,
        },
        ...{ actor: 'system', occurredAt: '2026-11-21T10:00:00.000Z', schemaVersion: 1 },
      },
    },
    { type, data: { payment: { id: 'pay_1' } } },
  );

describe("a subscription in the contract's words", () => {
  const handled: unknown[] = [];
  const subscription = subscribeTo({
    group: 'session.payment-outcomes',
    topic: 'counterfoil.payment.v1',
    types: ['payment.succeeded', 'payment.failed'],
    handle: async ({ type, data, event }) => void handled.push([type, data.payment.id, event.id]),
  });

  it("asks the transport for them in the transport's", () => {
    expect(subscription).toMatchObject({
      group: 'session.payment-outcomes',
      topics: ['counterfoil.payment.v1'],
      types: ['io.counterfoil.payment.succeeded.v1', 'io.counterfoil.payment.failed.v1'],
    });
  });

  it('is handed the type, the data and the event itself', async () => {
    const event = messageOf('payment.failed');
    await subscription.handle(event);
    expect(handled).toEqual([['payment.failed', 'pay_1', event.id]]);
  });

  it('takes nothing that it did not ask for', () => {
    expect(() => subscription.handle(messageOf('payment.created'))).toThrow(
      'session.payment-outcomes was handed io.counterfoil.payment.created.v1, which it did not ask for',
    );
  });
});
