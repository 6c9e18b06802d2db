import { styleText } from 'node:util';
import type { TimelineEntry } from '@counterfoil/contracts';
import { code } from 'currency-codes';

const PAINT = { merchant: 'cyan', payer: 'magenta', clock: 'yellow' } as const;

const GOOD = /Succeeded|Authorized|Captured|Completed|Refunded/;
const BAD = /Declined|Failed|Unknown|Cancelled|Expired/;

const painted = (type: string): string => {
  if (GOOD.test(type)) return styleText('green', type);
  return BAD.test(type) ? styleText('red', type) : type;
};

/** Minor units as people read them, by the currency's ISO 4217 exponent. */
const money = (amount: number, currency: string): string => {
  const digits = code(currency)?.digits ?? 0;
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
};

/** What of an event's data a reader wants to see on one line. */
const gist = ({ data }: TimelineEntry): string => {
  const { amount, currency, decline, provider, reason, paymentMethod } = data as {
    readonly amount?: number;
    readonly currency?: string;
    readonly decline?: { readonly code: string };
    readonly provider?: string;
    readonly reason?: string | null;
    readonly paymentMethod?: { readonly card: { readonly brand: string; readonly last4: string } };
  };
  const parts = [
    amount !== undefined && currency !== undefined ? money(amount, currency) : undefined,
    paymentMethod && `${paymentMethod.card.brand} •••• ${paymentMethod.card.last4}`,
    provider && `at ${provider}`,
    decline?.code,
    reason,
  ];
  return parts.filter(Boolean).join(', ');
};

const line = (entry: TimelineEntry): string => {
  const context = entry.stream.slice(0, entry.stream.indexOf('-'));
  const [time, type] = [entry.occurred_at.slice(11, 23), painted(entry.type)];
  const place = styleText('dim', `${entry.position.padStart(4)}  ${time}`);
  const padding = ' '.repeat(Math.max(30 - entry.type.length, 1));
  return `${place}  ${context.padEnd(15)} ${type}${padding}${styleText('dim', gist(entry))}`;
};

/** Tells the stories, in colours on a terminal that takes them (`NO_COLOR` is honoured). */
export const narrator = (write: (text: string) => void) => ({
  money,
  begins: (title: string): void => write(`\n${styleText('bold', title)}`),
  says: (who: keyof typeof PAINT, what: string): void => write(`  ${styleText(PAINT[who], who.padEnd(8))} ${what}`),
  timeline: (paymentId: string, entries: readonly TimelineEntry[]): void => {
    write(styleText('dim', `  ── ${paymentId}: every event about it, by its position in the log`));
    for (const entry of entries) write(line(entry));
  },
});

export type Narrator = ReturnType<typeof narrator>;
