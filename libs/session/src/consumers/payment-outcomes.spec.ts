import { randomUUID } from 'node:crypto';
import type { PaymentResource } from '@counterfoil/contracts';
import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';
import { sessionsInLog } from '../../test/sessions-in-log.ts';
import * as example from '../domain/session.examples.ts';
import { paymentOutcomes } from './payment-outcomes.ts';

const { confirmSession, recordActionRequired, recordDecline, cancelSession, expireSession } = example;
const decline = { code: 'card_declined', message: 'The card was declined.', category: 'hard' } as const;
const clock = { now: () => new Date(example.now) };

describe('a session that follows its payment', () => {
  let world: Awaited<ReturnType<typeof sessionsInLog>>;

  beforeAll(async () => {
    world = await sessionsInLog();
  });
  afterAll(() => world.close());

  /** Hands it over twice, as may happen; the session after it. */
  const told = async (sessionId: string | null, type: string, payment: Partial<PaymentResource>) => {
    const event: PublicEvent = {
      specversion: '1.0',
      id: randomUUID(),
      type: cloudEventType(type),
      source: '/counterfoil/payment',
      subject: 'pay_1',
      time: example.now,
      datacontenttype: 'application/json',
      data: { payment: { id: 'pay_1', checkout_session_id: sessionId, pending_operation: null, ...payment } },
      merchantid: 'mer_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-75c10367ca365059-01',
    };
    const { handle } = paymentOutcomes(world.sessions, clock);
    await handle(event);
    await handle(event);
    return sessionId === null ? null : world.state(sessionId);
  };
  const atChallenge = () => world.open(confirmSession(), recordActionRequired);
  const ending = () => world.open(confirmSession(), recordActionRequired, cancelSession);

  it('is cancelled with it, once the provider has called the challenge off', async () => {
    const state = await told(await ending(), 'payment.cancelled', {
      status: 'CANCELLED',
      cancellation_reason: 'abandoned',
    });
    expect(state).toMatchObject({ status: 'CANCELLED' });
  });

  it('expires with it, when time was the reason', async () => {
    const id = await world.open(confirmSession(), recordActionRequired, expireSession());
    const state = await told(id, 'payment.cancelled', { status: 'CANCELLED', cancellation_reason: 'expired' });
    expect(state).toMatchObject({ status: 'EXPIRED' });
  });

  it('is cancelled with it also after a decline on the way', async () => {
    const id = await ending();
    const declined = await told(id, 'payment.requires_payment_method', { status: 'REQUIRES_PAYMENT_METHOD', decline });
    expect(declined).toMatchObject({ status: 'PROCESSING', awaits: 'payment_method', attemptsLeft: 2 });
    const state = await told(id, 'payment.cancelled', { status: 'CANCELLED', cancellation_reason: 'abandoned' });
    expect(state).toMatchObject({ status: 'CANCELLED' });
  });

  it('goes on when the challenge was not called off', async () => {
    const state = await told(await ending(), 'payment.cancel_failed', { status: 'REQUIRES_ACTION' });
    expect(state).toMatchObject({ status: 'PROCESSING', awaits: 'action', ending: null });
  });

  it('is completed by a success that was faster than its end', async () => {
    expect(await told(await ending(), 'payment.succeeded', { status: 'SUCCEEDED' })).toMatchObject({
      status: 'COMPLETED',
    });
  });

  it('is completed by an authorization only when the provider does not void it any more', async () => {
    const id = await ending();
    const authorized = { status: 'AUTHORIZED', pending_operation: 'cancel' } as const;
    expect(await told(id, 'payment.authorized', authorized)).toMatchObject({ ending: { reason: 'abandoned' } });
    expect(await told(id, 'payment.cancel_failed', { status: 'AUTHORIZED' })).toMatchObject({ status: 'COMPLETED' });
    expect(await told(await atChallenge(), 'payment.authorized', { status: 'AUTHORIZED' })).toMatchObject({
      status: 'COMPLETED',
    });
  });

  it('stays completed when an authorization is voided later, or is not', async () => {
    const id = await world.open(confirmSession(), { ...example.completeSession, paymentStatus: 'AUTHORIZED' });
    await told(id, 'payment.cancel_failed', { status: 'AUTHORIZED' });
    const state = await told(id, 'payment.cancelled', { status: 'CANCELLED', cancellation_reason: 'too late' });
    expect(state).toMatchObject({ status: 'COMPLETED' });
  });

  it('fails with it', async () => {
    expect(await told(await ending(), 'payment.failed', { status: 'FAILED', decline })).toMatchObject({
      status: 'FAILED',
    });
  });

  it('hears of its own end without a second event', async () => {
    const id = await world.open(confirmSession(), recordDecline, cancelSession);
    await told(id, 'payment.cancelled', { status: 'CANCELLED', cancellation_reason: 'abandoned' });
    expect((await world.events(id)).filter(type => type === 'CheckoutSessionCancelled')).toHaveLength(1);
  });

  it('has nothing to do with a payment without a session', async () => {
    await told(null, 'payment.cancelled', { status: 'CANCELLED', cancellation_reason: 'expired' });
  });
});
