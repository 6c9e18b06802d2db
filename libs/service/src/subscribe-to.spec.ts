import { messageOf } from '../test/message.ts';
import { subscribeTo } from './subscribe-to.ts';

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
