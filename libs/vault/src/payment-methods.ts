import type { PaymentMethodInput } from '@counterfoil/contracts/requests';
import { crashPoint, deriveId, Problem, type RequestContext } from '@counterfoil/platform';
import { cardFaults, type CardInput } from './card.ts';
import type { CardVault } from './card-vault.ts';
import type { PaymentMethod } from './payment-method.ts';

const TTL_MS = 24 * 3_600_000;

/** A payment method as events and answers name it. */
interface TakenPaymentMethod {
  readonly id: string;
  readonly type: 'card';
  readonly card: Pick<PaymentMethod, 'brand' | 'last4' | 'expMonth' | 'expYear'>;
}

/** Takes what a payer pays with: a card goes into the vault, a token is looked up in it. */
export class PaymentMethods {
  constructor(private readonly vault: CardVault) {}

  /**
   * For the `payment_method` of a confirm's body. A card's id follows from the command, and it serves `paymentId` only.
   * @throws Problem `validation_failed`, with every fault of the card, or at `/payment_method/token`
   */
  async take(input: PaymentMethodInput, context: RequestContext, paymentId: string): Promise<TakenPaymentMethod> {
    const method =
      'card' in input
        ? await this.store(input.card, context, { paymentId, at: '/payment_method/card' })
        : await this.find(input.token, context, paymentId);
    const { id, brand, last4, expMonth, expYear } = method;
    return { id, type: 'card', card: { brand, last4, expMonth, expYear } };
  }

  /** Whether a method that the payment has, by its id, may pay for it at the command's time: not expired, nor wiped. */
  async isKept(id: string, context: RequestContext, paymentId: string): Promise<boolean> {
    return (await this.usable(id, context, paymentId)) !== null;
  }

  /** For a command that was refused: nobody needs the card that it took. What it named by a token stays. */
  drop({ now, commandId }: RequestContext): Promise<void> {
    return this.vault.remove(deriveId('pm', now, commandId));
  }

  /**
   * Keeps a card for any number of the merchant's payments; its id follows from the command.
   * @throws Problem `validation_failed`, with every fault of the card at `/card`
   */
  create(card: CardInput, context: RequestContext): Promise<PaymentMethod> {
    return this.store(card, context, { paymentId: null, at: '/card' });
  }

  /** `at`: where the card is in the request's body. */
  private async store(
    card: CardInput,
    { merchantId, commandId, now }: RequestContext,
    { paymentId, at }: { readonly paymentId: string | null; readonly at: string },
  ): Promise<PaymentMethod> {
    const errors = cardFaults(card, now, at);
    if (errors.length > 0) throw new Problem('validation_failed', 'The card is not valid', { errors });
    const id = deriveId('pm', now, commandId);
    const kept = await this.vault.store({ id, merchantId, paymentId, card, now, ttlMs: TTL_MS });
    crashPoint('card-kept');
    return kept;
  }

  private async find(token: string, context: RequestContext, paymentId: string): Promise<PaymentMethod> {
    const method = await this.usable(token, context, paymentId);
    if (method) return method;
    const detail =
      'names no payment method that can be used here: it is unknown, has expired or serves another payment';
    throw new Problem('validation_failed', 'The payment method is not usable', {
      errors: [{ pointer: '/payment_method/token', detail }],
    });
  }

  private async usable(
    id: string,
    { merchantId, now }: RequestContext,
    paymentId: string,
  ): Promise<PaymentMethod | null> {
    const method = await this.vault.find(id, merchantId, now);
    return method && (method.paymentId === null || method.paymentId === paymentId) ? method : null;
  }
}

/** Nest's injection token of `PaymentMethods`. */
export const PAYMENT_METHODS = Symbol('PaymentMethods');
