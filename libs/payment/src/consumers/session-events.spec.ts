import { randomUUID } from 'node:crypto';
import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';
import { paymentsInLog } from '../../test/payments-in-log.ts';
import * as example from '../domain/payment.examples.ts';
import { sessionEvents } from './session-events.ts';

const { confirmPayment, requireAction, authorizePayment, succeedPayment, declineAttempt } = example;
const ofSession = { checkoutSessionId: 'cs_1' };
const confirm = confirmPayment(1, 'cs_1');

describe('a payment whose session ends', () => {
  let world: Awaited<ReturnType<typeof paymentsInLog>>;

  beforeAll(async () => {
    world = await paymentsInLog();
  });
  afterAll(() => world.close());

  /** Hands it over twice, as may happen; the payment after it. */
  const told = async (paymentId: string, type: string, data: Readonly<Record<string, string>> = {}) => {
    const event: PublicEvent = {
      specversion: '1.0',
      id: randomUUID(),
      type: cloudEventType(type),
      source: '/counterfoil/session',
      subject: 'cs_1',
      time: example.now,
      datacontenttype: 'application/json',
      data: { checkout_session: { id: 'cs_1', payment_id: paymentId }, ...data },
      merchantid: 'mer_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-75c10367ca365059-01',
    };
    const { handle } = sessionEvents(world.payments, { now: () => new Date(example.now) });
    await handle(event);
    await handle(event);
    return world.state(paymentId);
  };
  const ending = { operation_id: 'operation_1', reason: 'abandoned' };

  it('is cancelled for the same reason', async () => {
    const cancelled = await told(await world.open(ofSession), 'checkout_session.cancelled', { reason: 'abandoned' });
    expect(cancelled).toMatchObject({ status: 'CANCELLED', cancellationReason: 'abandoned' });
    const declined = await world.open(ofSession, confirm, declineAttempt());
    expect(await told(declined, 'checkout_session.expired')).toMatchObject({
      status: 'CANCELLED',
      cancellationReason: 'expired',
    });
  });

  it('has its challenge called off while the session still waits for that', async () => {
    const id = await world.open(ofSession, confirm, requireAction());
    expect(await told(id, 'checkout_session.ending', ending)).toMatchObject({
      status: 'REQUIRES_ACTION',
      pendingOperation: { type: 'cancel', operationId: 'operation_1', reason: 'abandoned' },
    });
    await world.give(id, { ...example.confirmVoid(), operationId: 'operation_1' });
    const after = await told(id, 'checkout_session.cancelled', { reason: 'abandoned' });
    expect(after).toMatchObject({ status: 'CANCELLED', cancellationReason: 'abandoned' });
    expect((await world.events(id)).filter(type => type === 'PaymentCancelled')).toHaveLength(1);
  });

  it('is cancelled at once when a decline was faster', async () => {
    const id = await world.open(ofSession, confirm, requireAction(), declineAttempt());
    expect(await told(id, 'checkout_session.ending', ending)).toMatchObject({ status: 'CANCELLED' });
  });

  it('keeps its success', async () => {
    const paid = await world.open(ofSession, confirm, requireAction(), succeedPayment());
    expect(await told(paid, 'checkout_session.ending', ending)).toMatchObject({ status: 'SUCCEEDED' });
    const manual = await world.open({ ...ofSession, captureMethod: 'manual' }, confirm, authorizePayment());
    expect(await told(manual, 'checkout_session.ending', ending)).toMatchObject({
      status: 'AUTHORIZED',
      pendingOperation: null,
    });
  });

  it('is waited for while its outcome is in flight', async () => {
    const id = await world.open(ofSession, confirm);
    await expect(told(id, 'checkout_session.expired')).rejects.toThrow('payment_not_cancellable');
  });

  it('is waited for when it is not there yet', async () => {
    await expect(told('pay_9', 'checkout_session.expired')).rejects.toThrow('payment_not_found');
  });
});
