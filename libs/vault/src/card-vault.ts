import { migrate } from '@counterfoil/platform/postgres';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { brandOf, digitsOf, type CardInput } from './card.ts';
import { toPaymentMethod, type PaymentMethod, type PaymentMethodRow } from './payment-method.ts';
import { KeyRing } from './key-ring.ts';
import type { SealedColumn } from './rotation.ts';
import type { Sealer } from './sealer.ts';

/** A card whose number was wiped, has expired in the vault, or was never there. */
export class CardUnavailable extends Error {
  constructor(readonly paymentMethodId: string) {
    super(`${paymentMethodId}: the card is not in the vault any more; ask the payer for it again`);
  }
}

/** A card in the open, for the provider's connector only: do not keep, log or throw it. */
export interface RevealedCard {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  /** Null in a process that did not take the card from the payer, after a restart, and once it is forgotten. */
  readonly cvc: string | null;
}

interface CardToStore {
  /** `pm_…`; storing the same id again changes nothing. */
  readonly id: string;
  readonly merchantId: string;
  readonly paymentId: string | null;
  /** Without `cardFaults`. */
  readonly card: CardInput;
  readonly now: Date;
  readonly ttlMs: number;
}

/** As long as a payer may take for 3DS; no provider wants a cvc after that. */
const CVC_TTL_MS = 15 * 60_000;

/** Card numbers, sealed, in a table of their own; a cvc is in this process' memory only. */
export class CardVault {
  private readonly cvcs = new LRUCache<string, string>({ max: 10_000, ttl: CVC_TTL_MS, ttlAutopurge: true });

  constructor(
    private readonly pool: Pool,
    sealer: Sealer,
    private readonly keys = new KeyRing(pool, sealer),
  ) {}

  static migrate(pool: Pool): Promise<void> {
    return migrate(pool, 'vault', new URL('./migrations/', import.meta.url));
  }

  async store({ id, merchantId, paymentId, card, now, ttlMs }: CardToStore): Promise<PaymentMethod> {
    const number = digitsOf(card.number);
    const method: PaymentMethod = {
      id,
      merchantId,
      paymentId,
      brand: brandOf(number),
      last4: number.slice(-4),
      expMonth: card.exp_month,
      expYear: card.exp_year,
      fingerprint: this.fingerprint(merchantId, number),
      createdAt: now,
      expiresAt: new Date(now.getTime() + ttlMs),
    };
    if (card.cvc !== null) this.cvcs.set(id, card.cvc);
    let last: Buffer | null = null;
    const inserted = await this.keys.keep(number, belongsTo(merchantId, id), async sealed => {
      const isOurs = await this.insert(method, sealed, last);
      last = sealed;
      return isOurs;
    });
    return inserted ? method : this.storedBefore(id);
  }

  /** The merchant's payment method, unless it has expired or was wiped before `now`. */
  async find(id: string, merchantId: string, now: Date): Promise<PaymentMethod | null> {
    const row = await this.read(id);
    if (row?.merchant_id !== merchantId || row.expires_at <= now) return null;
    // A command that is repeated has the time of its first try, which may itself have brought about the wiping.
    const wasThere = row.sealed_number !== null || (row.wiped_at !== null && row.wiped_at > now);
    return wasThere ? toPaymentMethod(row) : null;
  }

  /** @throws CardUnavailable, CannotOpen */
  async reveal(id: string, now: Date): Promise<RevealedCard> {
    const row = await this.read(id);
    if (!row?.sealed_number || row.expires_at <= now) throw new CardUnavailable(id);
    const number = await this.keys.open(row.sealed_number, belongsTo(row.merchant_id, id));
    return {
      number: number.toString(),
      expMonth: row.exp_month,
      expYear: row.exp_year,
      cvc: this.cvcs.get(id) ?? null,
    };
  }

  /** To be called once a provider has answered: a cvc may not outlive its authorization (PCI DSS 3.3). */
  forgetCvc(id: string): void {
    this.cvcs.delete(id);
  }

  /**
   * Forgets the numbers and cvcs of what was taken for this payment only; brand and last four digits stay. `wipedAt`: a command that began before then may
   * still name them when it is repeated; without it, none may.
   */
  async wipeOfPayment(paymentId: string, wipedAt: Date | null = null): Promise<void> {
    const { rows } = await this.pool.query<{ id: string }>(
      `update vault.payment_methods set sealed_number = null, wiped_at = $2
       where payment_id = $1 and sealed_number is not null returning id`,
      [paymentId, wipedAt],
    );
    for (const { id } of rows) this.forgetCvc(id);
  }

  /** Removes a card that nobody was told of. */
  async remove(id: string): Promise<void> {
    this.forgetCvc(id);
    await this.pool.query('delete from vault.payment_methods where id = $1', [id]);
  }

  /** Removes what has expired. Returns how many. */
  async sweep(now: Date): Promise<number> {
    const { rowCount } = await this.pool.query('delete from vault.payment_methods where expires_at <= $1', [now]);
    return rowCount ?? 0;
  }

  /** Keyed, for a bare hash of a card number is found by trying them all; by merchant, so that two cannot compare. */
  private fingerprint(merchantId: string, number: string): string {
    return this.keys.mac('card-fingerprint', `${merchantId} ${number}`).toString('base64url').slice(0, 24);
  }

  private async storedBefore(id: string): Promise<PaymentMethod> {
    const row = await this.read(id);
    if (!row?.sealed_number) this.forgetCvc(id);
    if (!row) throw new CardUnavailable(id);
    return toPaymentMethod(row);
  }

  /** False when there is such a method already with another sealed number than `last`. */
  private async insert(method: PaymentMethod, sealedNumber: Buffer, last: Buffer | null): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'vault-store',
      text: `insert into vault.payment_methods as kept (id, merchant_id, payment_id, sealed_number, brand, last4, exp_month,
               exp_year, fingerprint, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (id) do update set sealed_number = excluded.sealed_number where kept.sealed_number = $12`,
      values: [
        method.id,
        method.merchantId,
        method.paymentId,
        sealedNumber,
        method.brand,
        method.last4,
        method.expMonth,
        method.expYear,
        method.fingerprint,
        method.createdAt,
        method.expiresAt,
        last,
      ],
    });
    return rowCount === 1;
  }

  private async read(id: string): Promise<PaymentMethodRow | undefined> {
    const { rows } = await this.pool.query<PaymentMethodRow>({
      name: 'vault-read',
      text: 'select * from vault.payment_methods where id = $1',
      values: [id],
    });
    return rows[0];
  }
}

const belongsTo = (merchantId: string, id: string): string => `payment_method ${merchantId} ${id}`;

/** The numbers, for a rotation. */
export const SEALED_NUMBERS: SealedColumn = {
  name: 'card numbers',
  table: 'vault.payment_methods',
  key: 'id',
  column: 'sealed_number',
  belongsTo: `'payment_method ' || merchant_id || ' ' || id`,
};
