import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import { waiting } from './expiry.ts';
import * as example from './payment.examples.ts';
import { created, confirmed, expirePayment } from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);
const later = '2026-11-21T11:00:00.000Z';
const latest = '2026-11-21T12:00:00.000Z';

const waitingAfter = (...events: readonly PaymentEvent[]) => {
  const state = events.reduce(paymentDecider.evolve, paymentDecider.initialState);
  if (state.status === 'NONE') throw new Error('nothing was created');
  return waiting(state);
};

const ofSession = created({ checkoutSessionId: 'cs_1' });
const manual = created({ captureMethod: 'manual' });
const declined = { ...example.declined(), at: later };
const authorized = { ...example.authorized(), at: later };
const refused: readonly PaymentEvent[] = [example.cancelRequested(), { ...example.cancelFailed(), at: latest }];
const captureRefused: readonly PaymentEvent[] = [
  example.captureRequested(1n),
  { ...example.captureFailed(), at: latest },
];
const challenged = [confirmed(), { ...example.actionRequired(), at: later }] as const;

describe('a payment waits', () => {
  it.each([
    ['from its creation', [created()], 'confirmation', example.now],
    ['at a challenge, from its creation', [created(), ...challenged], 'confirmation', example.now],
    ['from its last decline', [created(), confirmed(), declined], 'confirmation', later],
    [
      'at a challenge, from its last decline',
      [created(), confirmed(), declined, confirmed(2), { ...example.actionRequired(2), at: latest }],
      'confirmation',
      later,
    ],
    ['anew after a refused cancel', [created(), ...challenged, ...refused], 'confirmation', latest],
    ['from its authorization', [manual, confirmed(), authorized], 'authorization', later],
    [
      'from its authorization, beside its session',
      [{ ...manual, checkoutSessionId: 'cs_1' }, confirmed(), authorized],
      'authorization',
      later,
    ],
    [
      'from its authorization, after a refused capture',
      [manual, confirmed(), authorized, ...captureRefused],
      'authorization',
      later,
    ],
    ['anew after a refused void', [manual, confirmed(), authorized, ...refused], 'authorization', latest],
  ] as const)('%s', (_, events, kind, since) => expect(waitingAfter(...events)).toEqual({ for: kind, since }));

  it.each([
    ['its session decides', [ofSession]],
    ['its session decides about a challenge', [ofSession, ...challenged]],
    ['its session decides after a decline', [ofSession, confirmed(), declined]],
    ['its confirmation is in flight', [created(), confirmed()]],
    ['a capture is in progress', [manual, confirmed(), authorized, example.captureRequested(1n)]],
    ['a cancel is in progress', [created(), ...challenged, example.cancelRequested()]],
    ['it has succeeded', [created(), confirmed(), example.succeeded()]],
    ['it has failed', [created({ maxAttempts: 1 }), confirmed(), example.failed(1)]],
    ['it is cancelled', [created(), example.cancelled()]],
  ] as const)('for nothing while %s', (_, events) => expect(waitingAfter(...events)).toBeNull());
});

describe('time', () => {
  it('cancels an unconfirmed payment', () =>
    given(created()).when(expirePayment()).then({ type: 'PaymentCancelled', reason: 'expired' }));

  it('has the provider call a challenge off', () =>
    given(created(), ...challenged)
      .when(expirePayment())
      .then({ type: 'PaymentCancelRequested', reason: 'expired' }));

  it('has the provider void an authorization', () =>
    given(manual, confirmed(), authorized)
      .when(expirePayment(later))
      .then({ type: 'PaymentCancelRequested', reason: 'authorization_expired' }));

  it.each([
    ['declined since', [created(), confirmed(), declined]],
    ['in flight', [created(), confirmed()]],
    ['authorized since', [manual, confirmed(), authorized]],
    ['with its session', [ofSession]],
    ['over', [created(), confirmed(), example.succeeded()]],
  ] as const)('ends nothing that does not wait since then: %s', (_, events) =>
    given(...events)
      .when(expirePayment())
      .thenRefused('payment_not_expirable'),
  );

  it('ends a payment once', () => {
    const cancelled = { ...example.cancelled(), operationId: 'expiry_1' };
    given(created(), cancelled).when(expirePayment()).thenNothing();
  });
});
