import type { PaymentResource } from '@counterfoil/contracts';
import {
  answerChallenge,
  card,
  eventually,
  send,
  type Answer,
  type MerchantClient,
  type PayerClient,
} from '@counterfoil/testing';
import type { Insist } from '../crash/insist.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Plan } from './plans.ts';

const RETURN_URL = 'https://shop.example/thanks';
/** For what a provider keeps to itself while faults and deaths go on, milliseconds. */
const PATIENCE = { timeoutMs: 60_000 };

type Paid = Answer<{ readonly payment: PaymentResource }>;

/** One payment under way: who asks, and what they were told. */
export class Play {
  constructor(
    private readonly product: { readonly merchant: MerchantClient; readonly payer: PayerClient },
    private readonly insist: Insist,
    private readonly told: Acknowledged,
    private readonly plan: Plan,
  ) {}

  /** From the first request until there is nothing left that the plan wants. */
  async run(): Promise<void> {
    const { confirm, cancel, id } = await this.open();
    let payment = await this.paid(id, confirm);
    const isUnpaid = payment.status === 'REQUIRES_PAYMENT_METHOD' || payment.status === 'REQUIRES_ACTION';
    if (isUnpaid && this.plan.merchant === 'cancels') await cancel();
    if (payment.status === 'AUTHORIZED') payment = await this.decide(payment);
    if (payment.status === 'SUCCEEDED') await this.refund(payment);
  }

  private async open() {
    return this.plan.through === 'session' ? this.openSession() : this.openPayment();
  }

  private async openSession() {
    const { insist, plan } = this;
    const { merchant, payer } = this.product;
    const { key, amount, currency, captureMethod: capture_method } = plan;
    const asked = { amount, currency, capture_method, return_url: RETURN_URL };
    const created = await insist(() => merchant.createSession(asked, `${key}-create`));
    expect(created.status).toBe(201);
    const { id: sessionId, payment_id: id, token } = created.body.checkout_session;
    return {
      id,
      confirm: async (number: string) => {
        const { status, body } = await insist(() => payer.confirm(token, { payment_method: card(number) }));
        if (status === 409) return this.expectTooLate(body.code);
        expect([status, body.code]).toEqual([200, undefined]);
        this.told.payments.push({ id, status: body.confirmResult.paymentStatus });
      },
      cancel: async () => {
        const { status } = await insist(() => merchant.cancelSession(sessionId, `${key}-cancel`));
        // 202: the provider has not said yet that it is called off.
        expect([200, 202, 409]).toContain(status);
      },
    };
  }

  private async openPayment() {
    const { insist, plan } = this;
    const { merchant } = this.product;
    const { key, amount, currency, captureMethod: capture_method, through, numbers } = plan;
    const asked = { amount, currency, capture_method, return_url: RETURN_URL };
    const inOneCall = through === 'one call' ? { confirm: true, payment_method: card(numbers[0]!) } : {};
    const created = await insist(() => merchant.createPayment({ ...asked, ...inOneCall }, `${key}-create`));
    const { id } = this.acknowledge(created, 201);
    let tries = through === 'one call' ? -1 : 0;
    return {
      id,
      confirm: async (number: string) => {
        tries += 1;
        if (tries === 0) return;
        const method = { payment_method: card(number) };
        const confirmed = await insist(() => merchant.confirmPayment(id, method, `${key}-confirm-${tries}`));
        if (confirmed.status === 409) this.expectTooLate(confirmed.body.code);
        else this.acknowledge(confirmed, 200);
      },
      cancel: async () => {
        await this.cancel(id);
      },
    };
  }

  /** A charge that was denied before has been found: there is nothing to confirm any more. */
  private expectTooLate(code: string | undefined): void {
    expect(code).toMatch(/^(payment|session)_not_confirmable$/);
  }

  private acknowledge({ status, body }: Paid, ...expected: readonly number[]): PaymentResource {
    expect([this.plan.key, status, body.code, expected]).toEqual([this.plan.key, status, body.code, [status]]);
    return this.told.payment(body.payment);
  }

  private async now(id: string): Promise<PaymentResource> {
    return this.acknowledge(await this.insist(() => this.product.merchant.getPayment(id)), 200);
  }

  /** The payment once no provider is at work on it. */
  private settled(id: string, undecided: readonly PaymentResource['status'][] = ['PROCESSING']) {
    const settled = async (): Promise<PaymentResource> => {
      const payment = await this.now(id);
      if (undecided.includes(payment.status) || payment.pending_operation !== null)
        throw new Error(`${payment.status}, pending: ${payment.pending_operation}`);
      return payment;
    };
    return eventually(settled, { ...PATIENCE, describe: `the outcome of ${this.plan.key} (${id})` });
  }

  private async paid(id: string, confirm: (number: string) => Promise<void>): Promise<PaymentResource> {
    let payment = await this.now(id);
    for (const number of this.plan.numbers) {
      await confirm(number);
      payment = await this.challenged(await this.settled(id));
      if (payment.status !== 'REQUIRES_PAYMENT_METHOD') break;
    }
    return payment;
  }

  private async challenged(payment: PaymentResource): Promise<PaymentResource> {
    const { next_action: action, id } = payment;
    if (action === null || this.plan.payer === 'never returns') return payment;
    const button = this.plan.payer === 'fails' ? 'Fail' : 'Complete';
    await answerChallenge(action.redirect_user_to_url.url, button, (method, url) =>
      this.insist(() => send(method, url)),
    );
    return this.settled(id, ['PROCESSING', 'REQUIRES_ACTION']);
  }

  private async capture({ id, amount }: PaymentResource): Promise<void> {
    const wanted = this.plan.merchant === 'captures a part' ? { amount: Math.ceil(amount / 2) } : {};
    const captured = await this.insist(() =>
      this.product.merchant.capturePayment(id, wanted, `${this.plan.key}-capture`),
    );
    if (captured.status === 409)
      expect(captured.body.code).toMatch(/^(capture_failed|payment_not_capturable|operation_in_progress)$/);
    else this.acknowledge(captured, captured.status === 202 ? 202 : 200);
  }

  private async cancel(id: string): Promise<void> {
    const cancelled = await this.insist(() => this.product.merchant.cancelPayment(id, {}, `${this.plan.key}-cancel`));
    if (cancelled.status === 409)
      expect(cancelled.body.code).toMatch(/^(payment_not_cancellable|operation_in_progress)$/);
    else this.acknowledge(cancelled, cancelled.status === 202 ? 202 : 200);
  }

  private async decide(payment: PaymentResource): Promise<PaymentResource> {
    const { merchant } = this.plan;
    if (merchant === 'waits') return payment;
    await Promise.all([
      ...(merchant === 'cancels' ? [] : [this.capture(payment)]),
      ...(merchant.endsWith('cancels') ? [this.cancel(payment.id)] : []),
    ]);
    return this.settled(payment.id);
  }

  private async refund({ id, amount_captured: captured }: PaymentResource): Promise<void> {
    for (const [index, percent] of this.plan.refunds.entries()) {
      const wanted = { amount: Math.max(1, Math.floor((captured * percent) / 100)) };
      const key = `${this.plan.key}-refund-${index}`;
      const { status, body } = await this.insist(() => this.product.merchant.createRefund(id, wanted, key));
      // More than is left, or disputed money.
      if (status === 409) expect(body.code).toMatch(/^(amount_exceeds_refundable|payment_not_refundable)$/);
      else {
        expect([this.plan.key, status, body.code]).toEqual([this.plan.key, 201, undefined]);
        this.told.refunds.push(body.refund);
      }
    }
  }
}
