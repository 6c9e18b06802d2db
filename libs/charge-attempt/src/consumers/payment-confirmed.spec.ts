import { randomUUID } from 'node:crypto';
import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';
import { systemClock } from '@counterfoil/platform';
import { attemptsAtAlpha, causeOf } from '../../test/attempts.ts';
import type { Routing } from '../domain/events.ts';
import { paymentConfirmed } from './payment-confirmed.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const toBoth: Routing = { rule: 'default', rulesVersion: 0, candidates: ['alpha', 'beta'], excluded: [] };

describe('a payment that is confirmed', () => {
  let world: World;
  beforeAll(async () => {
    world = await attemptsAtAlpha();
  });
  afterAll(() => world.close());

  /** Hands the confirmation over twice, as may happen; the attempt of it, and what routing and the read model were asked. */
  const confirmed = async (change: object = {}, routing = toBoth) => {
    const payment = {
      ...{ id: `pay_${randomUUID()}`, amount: 12_500, currency: 'EUR', capture_method: 'manual' },
      ...{ secure_mode: 'automatic', return_url: null, max_attempts: 3, attempts_left: 3 },
      ...{ payment_method: { id: 'pm_1', card: { brand: 'visa' } }, updated_at: '2026-11-21T10:00:00.000Z' },
      ...change,
    };
    const confirmationId = randomUUID();
    const event: PublicEvent = {
      specversion: '1.0',
      id: randomUUID(),
      type: cloudEventType('payment.processing'),
      source: '/counterfoil/payment',
      subject: payment.id,
      time: payment.updated_at,
      datacontenttype: 'application/json',
      data: { payment, confirmation_id: confirmationId, payer_country: 'DE' },
      merchantid: 'mer_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-75c10367ca365059-01',
    };
    const asked: unknown[] = [];
    const surveyed = {
      route: async (merchantId: string, routed: object) => {
        asked.push({ merchantId, ...routed });
        // Asked again, the merchant's rules have changed.
        return asked.includes('again') ? { ...routing, candidates: routing.candidates.toReversed() } : routing;
      },
      attemptsOf: async (paymentId: string) => {
        asked.push(paymentId);
        // Asked again, the read model has the attempt itself.
        return asked.includes('again') ? 5 : 4;
      },
    };
    const head = await world.store.head();
    const { handle } = paymentConfirmed(world.aggregate, surveyed, systemClock);
    await handle(event);
    const askedOnce = [...asked];
    asked.push('again');
    await handle(event);
    const started = new Set<string>();
    for await (const { events } of world.store.readAll({ after: head }))
      for (const { stream } of events) started.add(stream.slice('charge_attempt-'.length));
    const [id, ...more] = started;
    expect(more).toEqual([]);
    return { attempt: await world.attempt(id ?? ''), asked: askedOnce, payment, confirmationId };
  };

  it('is routed by what it is, and has its first attempt at the first candidate', async () => {
    const { attempt, asked, payment, confirmationId } = await confirmed();
    expect(asked).toEqual([
      {
        ...{ merchantId: 'mer_1', amount: 12_500n, currency: 'EUR', brand: 'visa', country: 'DE' },
        ...{ captureMethod: 'manual', confirmationId },
      },
    ]);
    expect(attempt).toMatchObject({
      ...{ status: 'CREATED', paymentId: payment.id, attempt: 1, confirmation: 1, provider: 'alpha' },
      ...{ amount: 12_500n, currency: 'EUR', captureMethod: 'manual', paymentMethodId: 'pm_1', routing: toBoth },
    });
  });

  it('again has an attempt that is counted after all before, those at other providers too', async () => {
    const { attempt, asked, payment } = await confirmed({ attempts_left: 2 });
    expect(asked.at(-1)).toBe(payment.id);
    expect(attempt).toMatchObject({ attempt: 5, confirmation: 2 });
  });

  it('has an attempt that failed at once when no provider can take it, and nobody is called', async () => {
    const excluded = [{ provider: 'alpha', reason: 'currency_not_supported' }];
    const { attempt } = await confirmed({}, { rule: 'default', rulesVersion: 0, candidates: [], excluded });
    expect(attempt).toMatchObject({ status: 'FAILED', provider: null, nextProvider: null, routing: { excluded } });
    await world.newCalls().send(attempt.attemptId, causeOf());
    expect(world.alpha.authorized).toEqual([]);
  });

  it('is not taken without a payment method', () =>
    expect(confirmed({ payment_method: null })).rejects.toThrow('confirmed without a payment method'));
});
