import type { ChargeResource, Page, PaymentResource, RefundResource } from '@counterfoil/contracts';
import type { Answer, MerchantClient, ProviderClient } from '@counterfoil/testing';

/** Everything that we say of one payment. */
export interface Account {
  readonly payment: PaymentResource;
  /** Oldest first. */
  readonly charges: readonly ChargeResource[];
  readonly refunds: readonly RefundResource[];
}

type Booked = Awaited<ReturnType<ProviderClient['books']>>[number];

/** Every entry of a paged list. */
const all = async <Entry>(
  read: (query: Readonly<Record<string, string | number>>) => Promise<Answer<Page<Entry>>>,
): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { body } = await read({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    entries.push(...body.data);
    cursor = body.next_cursor;
  }
  return entries;
};

export const allPayments = (merchant: MerchantClient): Promise<readonly PaymentResource[]> =>
  all(query => merchant.listPayments(query));

/** What the API says of every payment of the merchant. */
export const accountsOf = async (merchant: MerchantClient): Promise<readonly Account[]> => {
  const accounts: Account[] = [];
  for (const payment of await allPayments(merchant))
    accounts.push({
      payment,
      charges: await all(query => merchant.charges(payment.id, query)),
      refunds: await all(query => merchant.refunds(payment.id, query)),
    });
  return accounts;
};

/** One movement, or refusal, at a provider, in one line. */
type Line = Pick<Booked, 'provider' | 'operation' | 'reference' | 'charge' | 'amount' | 'currency'> & {
  /** `released`: an authorization, or a challenge, that was voided. */
  readonly status: Booked['status'] | 'released';
};

const textOf = ({ provider, operation, reference, charge, amount, currency, status }: Line): string =>
  `${charge} ${provider} ${operation} ${reference}: ${status} ${amount} ${currency}`;

/** Declines of ours: the provider has no row of them. */
const NEVER_BOOKED: ReadonlySet<string | undefined> = new Set(['provider_timeout', 'provider_unavailable']);

/** What became of the authorization by our word, as the provider's books must have it; null: they have no row of it. */
const authorizationOf = ({ id, payment_id, status, decline }: ChargeResource): Line['status'] | null => {
  switch (status) {
    case 'SUCCEEDED':
    case 'AUTHORIZED':
      return 'succeeded';
    case 'CANCELLED':
      return 'released';
    case 'DECLINED':
      return NEVER_BOOKED.has(decline?.code) ? null : 'declined';
    case 'FAILED':
      return null;
    default:
      throw new Error(`Charge ${id} of ${payment_id} is still ${status}`);
  }
};

/** What the provider's books must hold if this charge is as we say. */
const linesOf = (charge: ChargeResource): readonly Line[] => {
  const { id, provider, amount, currency, operations } = charge;
  const authorization = authorizationOf(charge);
  if (provider === null || authorization === null) return [];
  const named = { provider, reference: id, charge: id, amount, currency };
  const voided = authorization === 'released' ? [{ ...named, operation: 'void', status: 'succeeded' } as const] : [];
  const moved = operations
    .filter(({ type, status }) => status === 'SUCCEEDED' && type !== 'void')
    .map(operation => ({
      ...named,
      ...{ operation: operation.type, amount: operation.amount, status: 'succeeded' as const },
      reference: operation.type === 'refund' ? operation.id : id,
    }));
  return [{ ...named, operation: 'authorize', status: authorization }, ...voided, ...moved];
};

/** By our records, sorted. */
const oursOf = ({ charges }: Account): readonly string[] => charges.flatMap(linesOf).map(textOf).sort();

/** By the provider's, sorted. A failed capture moved nothing, and may be asked for again: it is no line. */
const theirsOf = (rows: readonly Booked[]): readonly string[] => {
  const voided = new Set(rows.filter(({ operation }) => operation === 'void').map(({ charge }) => charge));
  return rows
    .filter(({ status }) => status !== 'failed')
    .map(row => ({
      ...row,
      status: row.operation === 'authorize' && voided.has(row.charge) ? ('released' as const) : row.status,
    }))
    .map(textOf)
    .sort();
};

const sumOf = (rows: readonly { readonly amount: number }[]): number => rows.reduce((sum, row) => sum + row.amount, 0);

/** What a charge has taken from the payer, and what of it went back because its payment could not take it. */
const takenBy = ({ status, amount, operations }: ChargeResource) => {
  const ofType = (wanted: string) =>
    operations.filter(operation => operation.type === wanted && operation.status === 'SUCCEEDED');
  const captures = ofType('capture');
  const captured = captures.length > 0 ? sumOf(captures) : amount;
  return {
    isCharge: status === 'SUCCEEDED' || status === 'AUTHORIZED',
    captured: status === 'SUCCEEDED' ? captured : 0,
    isReversed: ofType('refund').some(refund => refund.is_reversal),
    refunded: ofType('refund').filter(refund => !refund.is_reversal),
  };
};

/** At most one charge that stands, and the payment says of it what the charge says. */
const expectOneSuccess = ({ payment, charges, refunds }: Account): void => {
  const standing = charges.map(takenBy).filter(({ isCharge, isReversed }) => isCharge && !isReversed);
  const isPaid = payment.status === 'SUCCEEDED' || payment.status === 'AUTHORIZED';
  const given = refunds.filter(({ status }) => status === 'SUCCEEDED');
  const idsOf = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id).sort();
  expect({
    ...{ id: payment.id, status: payment.status, captured: payment.amount_captured, refunded: payment.amount_refunded },
    ...{ charges: standing.length, refunds: idsOf(given), reviews: [], pending: payment.pending_operation },
  }).toEqual({
    ...{
      id: payment.id,
      status: payment.status,
      captured: sumOf(standing.map(({ captured }) => ({ amount: captured }))),
    },
    ...{
      refunded: sumOf(given),
      charges: isPaid ? 1 : 0,
      refunds: idsOf(charges.flatMap(charge => takenBy(charge).refunded)),
    },
    ...{ reviews: charges.flatMap(({ review }) => review ?? []), pending: null },
  });
  expect(refunds.filter(({ status }) => status === 'PENDING')).toEqual([]);
};

/**
 * Compares the providers' books with our records, charge by charge and in both directions, and finds at most one success a
 * payment, which the payment agrees with. Answers how many rows the books have.
 */
export const expectBooksToAgree = async (
  accounts: readonly Account[],
  provider: Pick<ProviderClient, 'books'>,
): Promise<number> => {
  const rows = Map.groupBy(await provider.books(), ({ charge }) => charge);
  const ofPayment = ({ charges }: Account): readonly Booked[] => charges.flatMap(({ id }) => rows.get(id) ?? []);
  for (const account of accounts) {
    expect([account.payment.id, theirsOf(ofPayment(account))]).toEqual([account.payment.id, oursOf(account)]);
    expectOneSuccess(account);
  }
  const known = new Set(accounts.flatMap(({ charges }) => charges.map(({ id }) => id)));
  expect(Array.from(rows.keys()).filter(charge => !known.has(charge))).toEqual([]);
  return Array.from(rows.values()).flat().length;
};
