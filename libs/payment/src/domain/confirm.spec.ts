import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import * as example from './payment.examples.ts';
import { created, confirmed, declined, confirmPayment, succeedPayment } from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);

describe('creating a payment', () => {
  it('keeps what the merchant said', () =>
    given()
      .when(example.createPayment({ reference: 'order-6735' }))
      .then(created({ reference: 'order-6735' })));

  it('keeps what it is to be paid with', () => {
    const answer = given().when(example.createPayment({ paymentMethod: example.card }));
    answer.then(created({ paymentMethod: example.card }));
    expect(answer.state).toMatchObject({ status: 'CREATED', paymentMethod: example.card, confirmations: [] });
  });

  it('does nothing the second time', () => given(created()).when(example.createPayment()).thenNothing());

  it.each([{ amount: 1n }, { currency: 'USD' }, { merchantId: 'mer_2' }, { checkoutSessionId: 'cs_2' }])(
    'refuses another payment of the same id',
    change => given(created()).when(example.createPayment(change)).thenRefused('payment_already_exists'),
  );
});

describe('confirming a payment', () => {
  it('puts the first confirmation in flight', () => given(created()).when(confirmPayment(1)).then(confirmed(1)));

  it('takes another payment method after a decline', () => {
    const answer = given(created(), confirmed(1), declined(1)).when(confirmPayment(2));
    answer.then(confirmed(2));
    expect(answer.state).toMatchObject({ status: 'PROCESSING', attemptsLeft: 2, paymentMethod: { id: 'pm_2' } });
  });

  it.each([
    ['in flight', [created(), confirmed(1)]],
    ['declined', [created(), confirmed(1), declined(1)]],
    ['successful', [created(), confirmed(1), example.succeeded(1)]],
  ] as const)('does nothing when the same confirmation is %s', (_, events) =>
    given(...events)
      .when(confirmPayment(1))
      .thenNothing(),
  );

  it('never has two confirmations in flight', () =>
    given(created(), confirmed(1)).when(confirmPayment(2)).thenRefused('payment_not_confirmable'));

  it('replaces the payment method that came with the creation', () => {
    const answer = given(created({ paymentMethod: example.card })).when(confirmPayment(2));
    answer.then({ ...confirmed(1), confirmationId: 'confirmation_2', paymentMethod: { ...example.card, id: 'pm_2' } });
    expect(answer.state).toMatchObject({ paymentMethod: { id: 'pm_2' } });
  });

  it('waits for the payer who is at a challenge', () =>
    given(created(), confirmed(1), example.actionRequired(1))
      .when(confirmPayment(2))
      .thenRefused('payment_not_confirmable'));

  it('says that the attempts are used up', () =>
    given(created({ maxAttempts: 1 }), confirmed(1), example.failed(1))
      .when(confirmPayment(2))
      .thenRefused('attempts_exhausted'));

  it('refuses a payment that was never created', () =>
    given().when(confirmPayment(1)).thenRefused('payment_not_found'));
});

describe('confirming with nothing to pay with', () => {
  const withNothing = { ...confirmPayment(2), paymentMethod: null };

  it.each([
    ['has had none', [created()]],
    ['had one with its creation', [created({ paymentMethod: example.card })]],
    ['had one with a confirmation', [created(), confirmed(1), declined(1)]],
  ] as const)('is refused when the payment %s', (_, events) =>
    given(...events)
      .when(withNothing)
      .thenRefused('payment_method_missing'),
  );

  it.each([
    ['payment_not_confirmable', [created(), confirmed(1)]],
    ['payment_not_confirmable', [created({ checkoutSessionId: 'cs_1' })]],
    ['attempts_exhausted', [created({ maxAttempts: 1 }), confirmed(1), example.failed(1)]],
  ] as const)('is %s first, where no method would help', (code, events) =>
    given(...events)
      .when(withNothing)
      .thenRefused(code),
  );

  it('does nothing when it was confirmed already', () =>
    given(created(), confirmed(1), example.succeeded(1))
      .when({ ...confirmPayment(1), paymentMethod: null })
      .thenNothing());
});

describe('confirming the payment of a checkout session', () => {
  const ofSession = created({ checkoutSessionId: 'cs_1' });

  it('is no news to one that an earlier charge has paid meanwhile', () => {
    given(ofSession, confirmed(1), declined(1), example.succeeded(1)).when(confirmPayment(2, 'cs_1')).thenNothing();
    given(created(), confirmed(1), declined(1), example.succeeded(1))
      .when(confirmPayment(2))
      .thenRefused('payment_not_confirmable');
  });

  it('goes through that session', () => given(ofSession).when(confirmPayment(1, 'cs_1')).then(confirmed(1)));

  it.each([null, 'cs_2'])('is refused from %p', by =>
    given(ofSession).when(confirmPayment(1, by)).thenRefused('payment_not_confirmable'),
  );
});

describe('the card of a payment', () => {
  it('is that of the last confirmation', () =>
    expect(given(created(), confirmed(1), declined(1), confirmed(2)).when(confirmPayment(2)).state).toMatchObject({
      paymentMethod: { id: 'pm_2' },
    }));

  it('is that of the confirmation that was charged, when it was an earlier one', () =>
    expect(given(created(), confirmed(1), declined(1), confirmed(2)).when(succeedPayment(1)).state).toMatchObject({
      status: 'SUCCEEDED',
      paymentMethod: { id: 'pm_1' },
      decline: null,
    }));
});
