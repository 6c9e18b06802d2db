import { migrate, type Schema } from '@counterfoil/platform/postgres';
import type { Pool } from 'pg';
import { brandOf, digitsOf, type CardInput } from './card.ts';
import { cvcsInMemory, type Cvcs } from './cvcs.ts';
import { toPaymentMethod, type PaymentMethod, type PaymentMethodRow, type SealedCardRow } from './payment-method.ts';
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
  /** Null once it is forgotten or lost: see `Cvcs`. */
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

/** The tables of cards and keys. */
export const vaultSchema: Schema = { name: 'vault', migrations: new URL('./migrations/', import.meta.url) };

/** Card numbers, sealed, in a table of their own. */
export class CardVault {
  constructor(
    private readonly pool: Pool,
    sealer: Sealer,
    private readonly keys = new KeyRing(pool, sealer),
    private readonly cvcs: Cvcs = cvcsInMemory(),
  ) {}

  static migrate(pool: Pool): Promise<void> {
    return migrate(pool, vaultSchema.name, vaultSchema.migrations);
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
    if (card.cvc !== null) await this.cvcs.keep(id, card.cvc);
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
    const wasThere = row.number_digest !== null || (row.wiped_at !== null && row.wiped_at > now);
    return wasThere ? toPaymentMethod(row) : null;
  }

  /** @throws CardUnavailable, CannotOpen */
  async reveal(id: string, now: Date): Promise<RevealedCard> {
    const row = await this.readSealed(id);
    if (!row?.sealed_number || row.expires_at <= now) throw new CardUnavailable(id);
    const number = await this.keys.open(row.sealed_number, belongsTo(row.merchant_id, id));
    return {
      number: number.toString(),
      expMonth: row.exp_month,
      expYear: row.exp_year,
      cvc: await this.cvcs.find(id),
    };
  }

  /** To be called once a provider has answered: a cvc may not outlive its authorization (PCI DSS 3.3). */
  forgetCvc(id: string): Promise<void> {
    return this.cvcs.forget(id);
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
    await Promise.all(rows.map(({ id }) => this.forgetCvc(id)));
  }

  /** Removes a card that nobody was told of. */
  async remove(id: string): Promise<void> {
    await this.forgetCvc(id);
    await this.pool.query('delete from vault.payment_methods where id = $1', [id]);
  }

  /** Removes what has expired, cvcs too. Returns how many. */
  async sweep(now: Date): Promise<number> {
    const { rowCount } = await this.pool.query('delete from vault.payment_methods where expires_at <= $1', [now]);
    return (rowCount ?? 0) + (await this.cvcs.sweep());
  }

  /** Keyed, for a bare hash of a card number is found by trying them all; by merchant, so that two cannot compare. */
  private fingerprint(merchantId: string, number: string): string {
    return this.keys.mac('card-fingerprint', `${merchantId} ${number}`).toString('base64url').slice(0, 24);
  }

  private async storedBefore(id: string): Promise<PaymentMethod> {
    const row = await this.read(id);
    if (!row?.number_digest) await this.forgetCvc(id);
    if (!row) throw new CardUnavailable(id);
    return toPaymentMethod(row);
  }

  /**
   * False when there is such a method already with another sealed number than `last`. Its statement names no sealed number
   * that is there, not even `excluded`'s: a process that takes cards has no right to read one.
   */
  private async insert(method: PaymentMethod, sealedNumber: Buffer, last: Buffer | null): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'vault-store',
      text: `insert into vault.payment_methods as kept (id, merchant_id, payment_id, sealed_number, brand, last4, exp_month,
               exp_year, fingerprint, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (id) do update set sealed_number = $4 where kept.number_digest = sha256($12)`,
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
      text: `select id, merchant_id, payment_id, number_digest, brand, last4, exp_month, exp_year, fingerprint, created_at,
               expires_at, wiped_at
             from vault.payment_methods where id = $1`,
      values: [id],
    });
    return rows[0];
  }

  /** For processes that send cards: others have no right to it. */
  private async readSealed(id: string): Promise<SealedCardRow | undefined> {
    const { rows } = await this.pool.query<SealedCardRow>({
      name: 'vault-reveal',
      text: `select merchant_id, sealed_number, exp_month, exp_year, expires_at
             from vault.payment_methods where id = $1`,
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
