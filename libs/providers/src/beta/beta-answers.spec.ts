import { unknown } from '../answered.ts';
import { operatedOf, operationStatusOf } from './beta-operations.ts';
import { authorizedOf, paymentStatusOf } from './beta-payments.ts';

const asked = { reference: 'ch_1', amount: 1_250n, currency: 'BHD' };
const capture = { ...asked, operation: 'capture', charge: 'ch_1' } as const;
const money = { value: '1.250', currency: 'BHD' };
const payment = {
  transaction_id: 'BT1',
  request_id: 'ch_1',
  payment: 'ch_1',
  kind: 'payment',
  result: 'SETTLED',
  money,
};
const settlement = { ...payment, kind: 'settlement' };

const answered = (status: number, body: unknown) => ({ type: 'answered', status, body: JSON.stringify(body) }) as const;
const authorized = (status: number, change: object) =>
  authorizedOf(answered(status, { transaction: { ...payment, ...change } }), asked);
const operated = (status: number, change: object) =>
  operatedOf(answered(status, { transaction: { ...settlement, ...change } }), capture);
const evidence = (text: string) => ({ ...unknown(text), mismatch: text.startsWith('mismatch: ') });

describe('an answer of beta', () => {
  it('is believed when status, result and money agree with what was asked for', () => {
    expect(authorized(201, {})).toEqual({ type: 'approved', providerReference: 'BT1' });
    expect(operated(201, {})).toEqual({ type: 'succeeded' });
  });

  it.each([
    ['96', 'processing_error', 'soft'],
    ['05', 'card_declined', 'hard'],
    ['ZZ', 'card_declined', 'hard'],
  ])('with the reason %s is our %s, %s', (code, ours, category) =>
    expect(authorized(402, { result: 'REFUSED', reason: { code } })).toMatchObject({
      ...{ type: 'declined', code: ours, category },
    }),
  );

  it('without a reason is a refusal all the same', () => {
    expect(authorized(402, { result: 'REFUSED' })).toMatchObject({ type: 'declined', code: 'card_declined' });
    expect(operated(402, { result: 'REFUSED' })).toMatchObject({ type: 'declined', code: 'capture_failed' });
  });

  it.each([
    ['1.25', 'too few digits'],
    ['1.2500', 'too many'],
    ['1250', 'minor units'],
  ])('that writes the money as %s (%s) makes no sense', value => {
    expect(authorized(201, { money: { value, currency: 'BHD' } })).toEqual(evidence('malformed answer'));
    expect(operated(201, { money: { value, currency: 'BHD' } })).toEqual(evidence('malformed answer'));
  });

  it.each([
    [201, 'REFUSED'],
    [202, 'SETTLED'],
    [402, 'SETTLED'],
    [402, 'HELD'],
  ])('with HTTP %i and %s contradicts itself, and is not believed', (status, result) =>
    expect(authorized(status, { result })).toEqual(evidence(`HTTP ${status} and ${result} contradict each other`)),
  );

  it('about an operation with HTTP 402 and SETTLED, or 201 and REFUSED, is not believed either', () => {
    expect(operated(402, {})).toMatchObject({ type: 'unknown' });
    expect(operated(201, { result: 'REFUSED' })).toMatchObject({ type: 'unknown' });
  });

  it.each([
    [{ kind: 'credit' }, 'mismatch: kind credit, asked for payment'],
    [{ request_id: 'ch_2' }, 'mismatch: reference ch_2, asked for ch_1'],
    [{ payment: 'ch_2' }, 'mismatch: charge ch_2, asked for ch_1'],
    [{ result: 'CREDITED' }, 'a payment cannot be CREDITED'],
  ])('about something else is unknown: %p', (change, why) => expect(authorized(201, change)).toEqual(evidence(why)));

  it('about a settlement that was reversed makes no sense', () =>
    expect(operated(201, { result: 'REVERSED' })).toEqual(evidence('a settlement cannot be REVERSED')));

  it('that sends the payer nowhere is unknown', () =>
    expect(authorized(202, { result: 'AWAITING_PAYER' })).toEqual(evidence('challenge without address')));

  it.each([400, 404, 422, 429, 500, 503])('with HTTP %i says nothing for certain about a payment', status =>
    expect(authorized(status, { result: 'REFUSED' })).toEqual(evidence(`HTTP ${status}`)),
  );
});

describe('a query at beta', () => {
  const found = (status: number, transactions: readonly object[]) => answered(status, { transactions });

  it('that finds nothing is known to have: an empty list, and nothing less', () => {
    expect(paymentStatusOf(found(200, []), asked)).toEqual({ type: 'not_found' });
    expect(operationStatusOf(found(200, []), capture)).toEqual({ type: 'not_found' });
    for (const none of [answered(404, {}), answered(200, {}), answered(200, []), found(404, []), found(500, [])]) {
      expect(paymentStatusOf(none, asked)).toMatchObject({ type: 'unknown' });
      expect(operationStatusOf(none, capture)).toMatchObject({ type: 'unknown' });
    }
  });

  it('that finds a call not decided yet knows nothing', () => {
    const pending = { request_id: 'ch_1', kind: 'payment', result: 'PENDING' };
    expect(paymentStatusOf(found(200, [pending]), asked)).toEqual(evidence('status query: PENDING'));
    expect(operationStatusOf(found(200, [pending]), capture)).toEqual(evidence('status query: PENDING'));
  });

  it('that finds two makes no sense', () =>
    expect(paymentStatusOf(found(200, [payment, payment]), asked)).toEqual(evidence('malformed answer')));
});
