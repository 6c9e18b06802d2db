import { randomUUID } from 'node:crypto';
import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';
import { paymentsInLog } from '../../test/payments-in-log.ts';
import * as example from '../domain/payment.examples.ts';
import { chargeOutcomes } from './charge-outcomes.ts';

const { confirmPayment, authorizePayment, succeedPayment, capturePayment, cancelPayment, requestRefund } = example;
const manual = { captureMethod: 'manual' } as const;
const decline = example.hard;

describe('what became of an operation at the provider', () => {
  let world: Awaited<ReturnType<typeof paymentsInLog>>;

  beforeAll(async () => {
    world = await paymentsInLog();
  });
  afterAll(() => world.close());

  /** Hands it over twice, as may happen; the payment after it. */
  const told = async (paymentId: string, type: string, data: object) => {
    const event: PublicEvent = {
      specversion: '1.0',
      id: randomUUID(),
      type: cloudEventType(type),
      source: '/counterfoil/charge-attempt',
      subject: 'ch_1',
      time: example.now,
      datacontenttype: 'application/json',
      data: { charge: { id: 'ch_1', payment_id: paymentId }, ...data },
      merchantid: 'mer_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-75c10367ca365059-01',
    };
    const { handle } = chargeOutcomes(world.payments, { now: () => new Date(example.now) });
    await handle(event);
    await handle(event);
    return world.state(paymentId);
  };
  const refused = { confirmation_id: 'confirmation_1', next_action: null };

  it.each(['charge.declined', 'charge.failed'])('declines the confirmation only with the last word: %s', async type => {
    const charge = { id: 'ch_1', decline: null };
    const id = await world.open({}, confirmPayment());
    const before = await world.events(id);
    const told_ = (is_last: boolean) => told(id, type, { ...refused, charge: { ...charge, payment_id: id }, is_last });
    expect(await told_(false)).toMatchObject({ status: 'PROCESSING', attemptsLeft: 3 });
    expect(await world.events(id)).toEqual(before);
    expect(await told_(true)).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      attemptsLeft: 2,
      decline: { code: 'provider_unavailable', category: 'soft' },
    });
  });

  const authorized = [confirmPayment(), authorizePayment()] as const;
  const capturing = () => world.open(manual, ...authorized, capturePayment({ amount: 4_000n }));
  const cancelling = () => world.open(manual, ...authorized, cancelPayment());
  const charged = () => world.open({}, confirmPayment(), succeedPayment());
  const refunding = () => world.open({}, confirmPayment(), succeedPayment(), requestRefund(4_000n));

  it('captures the payment', async () =>
    expect(
      await told(await capturing(), 'charge.captured', { operation_id: 'capture_1', captured_amount: 4_000 }),
    ).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 4_000n, amountCapturable: 0n }));

  it('leaves it authorized when the capture is refused', async () =>
    expect(
      await told(await capturing(), 'charge.capture_failed', { operation_id: 'capture_1', decline }),
    ).toMatchObject({ status: 'AUTHORIZED', pendingOperation: null, decline }));

  it('cancels it', async () =>
    expect(await told(await cancelling(), 'charge.voided', { operation_id: 'cancel_1' })).toMatchObject({
      status: 'CANCELLED',
      cancellationReason: 'out of stock',
    }));

  it('leaves it authorized when the void is refused', async () =>
    expect(await told(await cancelling(), 'charge.void_failed', { operation_id: 'cancel_1', decline })).toMatchObject({
      status: 'AUTHORIZED',
      pendingOperation: null,
    }));

  it('settles a refund', async () =>
    expect(await told(await refunding(), 'charge.refunded', { refund_id: 're_1' })).toMatchObject({
      amountRefunded: 4_000n,
      refunds: [{ status: 'SUCCEEDED' }],
    }));

  it('fails a refund', async () =>
    expect(
      await told(await refunding(), 'charge.refund_failed', { refund_id: 're_1', failure_code: 'refund_refused' }),
    ).toMatchObject({ amountRefunded: 0n, refunds: [{ status: 'FAILED', failureCode: 'refund_refused' }] }));

  it.each([
    ['charge.dispute_won', 'WON'],
    ['charge.dispute_lost', 'LOST'],
  ])('opens a dispute, and decides it at %s', async (type, status) => {
    const id = await charged();
    const named = { dispute_id: 'dp_1' };
    const facts = { disputeId: 'dp_1', amount: 4_000n, reason: 'fraudulent' };
    expect(await told(id, 'charge.disputed', { ...named, disputed_amount: 4_000, reason: 'fraudulent' })).toMatchObject(
      { status: 'SUCCEEDED', disputes: [{ ...facts, status: 'OPEN' }] },
    );
    expect(await told(id, type, named)).toMatchObject({ disputes: [{ ...facts, status }] });
  });
});
