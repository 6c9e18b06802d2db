import { answerChallenge, card, cards, eventually } from '@counterfoil/testing';
import type { RunningProduct } from '../running-product.ts';
import { hearWebhooks } from './hear-webhooks.ts';

/** A cvc that is in no other field. */
export const CVC = '8091';

/** A number of no sandbox card, for where no number belongs. */
const MISPLACED = '4929001337042863';

const base = { amount: 12_500, currency: 'TRY' };
const RETURN_URL = 'https://merchant.example';

/** Every number that the run sends. */
export const numbers = [...Object.values(cards), MISPLACED];

/** In groups, as a payer types it. */
export const grouped = (number: string, by: string): string => number.replaceAll(/(\d{4})(?=\d)/g, `$1${by}`);

/** A card of that number, as a payer types it, with a cvc that appears nowhere else. */
const typed = (number: string) => {
  const method = card(grouped(number, ' '));
  return { ...method, card: { ...method.card, cvc: CVC } };
};

/** What a run has said and been told. */
export interface Told {
  /** The body of every answer. */
  readonly texts: string[];
  /** Every session's, and the secrets of a webhook endpoint. */
  readonly tokens: string[];
}

/** Sends what no client of ours would; keeps the answer. */
const abuse = async (told: Told, url: string, init: RequestInit): Promise<void> => {
  const response = await fetch(url, init);
  told.texts.push(await response.text(), JSON.stringify([...response.headers]));
};

const kept = async <T extends { readonly text: string }>(told: Told, answering: Promise<T>): Promise<T> => {
  const answer = await answering;
  told.texts.push(answer.text);
  return answer;
};

const openSession = async ({ merchant }: RunningProduct, told: Told, more: object = {}) => {
  const { body } = await merchant.createSession({ ...base, return_url: RETURN_URL, ...more });
  told.tokens.push(body.checkout_session.token);
  return body.checkout_session;
};

/** Every sandbox card, through a session and by the API alone, and every way to read what came of it. */
const payWith = async (running: RunningProduct, told: Told, number: string): Promise<void> => {
  const { merchant, payer } = running;
  const method = { payment_method: typed(number) };
  const created = await kept(
    told,
    merchant.createPayment({ ...base, ...method, confirm: true }, `of ${number.slice(-4)}`),
  );
  const { token } = await openSession(running, told);
  const confirmed = await kept(told, payer.confirm(token, method));
  const next = confirmed.body.confirmResult.paymentNextAction;
  if (next) told.texts.push((await answerChallenge(next.redirect_user_to_url.url, 'Complete')).location);
  const { id } = created.body.payment;
  await kept(told, merchant.confirmPayment(id, method));
  await kept(told, payer.getSession(token));
  await kept(told, merchant.getPayment(id));
  await kept(told, merchant.charges(id));
  await kept(told, merchant.timeline(id));
};

/** Capture, refund and cancel, and a token that is used, and used again once it was wiped. */
const operate = async (running: RunningProduct, told: Told): Promise<void> => {
  const { merchant } = running;
  const manual = { ...base, capture_method: 'manual', payment_method: typed(cards.mastercard), confirm: true };
  const [captured, cancelled] = [await merchant.createPayment(manual), await merchant.createPayment(manual)];
  await kept(told, merchant.capturePayment(captured.body.payment.id, { amount: 10_000 }, 'capture'));
  const refund = await kept(told, merchant.createRefund(captured.body.payment.id, { amount: 1_000 }, 'refund'));
  await kept(told, merchant.getRefund(refund.body.refund.id));
  await kept(told, merchant.cancelPayment(cancelled.body.payment.id, {}, 'cancel'));
  const method = await kept(told, merchant.createPaymentMethod(typed(cards.visa), 'payment method'));
  const byToken = { type: 'card', token: method.body.payment_method.id };
  await kept(told, merchant.createPayment({ ...base, payment_method: byToken, confirm: true }, 'by token'));
  const waiting = await kept(
    told,
    merchant.createPayment({ ...base, payment_method: typed(cards.disputed) }, 'waiting'),
  );
  expect(await kept(told, merchant.confirmPayment(waiting.body.payment.id, {}))).toMatchObject({ status: 200 });
  const { id: wiped } = captured.body.payment.payment_method!;
  const again = { ...base, payment_method: { type: 'card', token: wiped }, confirm: true };
  expect(await kept(told, merchant.createPayment(again))).toMatchObject({ status: 422 });
  await eventually(async () => (await merchant.listDisputes()).body.data.length > 0, { describe: 'a dispute' });
  const [dispute] = (await kept(told, merchant.listDisputes())).body.data;
  await kept(told, merchant.getDispute(dispute!.id));
  await kept(told, merchant.listPayments());
  await kept(told, merchant.listSessions());
};

/** What is cancelled, abandoned or left until it expires. */
const letGo = async (running: RunningProduct, told: Told): Promise<void> => {
  const { merchant, payer } = running;
  await kept(told, merchant.cancelSession((await openSession(running, told)).id, 'cancel session'));
  await kept(told, payer.cancel((await openSession(running, told)).token));
  const challenged = await openSession(running, told, { expires_in: 600 });
  await kept(told, payer.confirm(challenged.token, { payment_method: typed(cards.challenge) }));
  const left = await openSession(running, told, { expires_in: 600 });
  await kept(told, merchant.createPayment({ ...base, payment_method: typed(cards.visa) }));
  await kept(told, merchant.advanceClock(25 * 3_600));
  await kept(told, merchant.getSession(left.id));
};

/** A card where none belongs: fields, names of fields, URL, query, headers, keys, and bodies that cannot be read. */
const misplace = async ({ product, merchant, merchantAuthorization }: RunningProduct, told: Told): Promise<void> => {
  const payments = `${product.url}/v1/payments`;
  const headers = { authorization: merchantAuthorization, 'content-type': 'application/json' };
  const bodies: readonly unknown[] = [
    ...['amount', 'currency', 'capture_method', 'max_attempts', 'return_url', 'payment_method', 'confirm'].map(
      field => ({
        ...base,
        [field]: MISPLACED,
      }),
    ),
    { ...base, card_number: MISPLACED },
    { ...base, [MISPLACED]: 1 },
    { ...base, amount: Number(MISPLACED) },
    { ...base, payment_method: { ...typed(MISPLACED), number: grouped(MISPLACED, '-') }, confirm: true },
    { ...base, payment_method: { type: 'card', token: MISPLACED }, confirm: true },
    { ...base, payment_method: { type: 'card', card: { ...typed(MISPLACED).card, exp_year: 2001 } }, confirm: true },
    {
      ...base,
      payment_method: { type: 'card', card: { ...typed(MISPLACED).card, exp_month: MISPLACED } },
      confirm: true,
    },
  ];
  for (const body of bodies) await abuse(told, payments, { method: 'POST', headers, body: JSON.stringify(body) });
  await abuse(told, payments, { method: 'POST', headers, body: `{"amount": ${MISPLACED}, "cvc": "${CVC}"` });
  for (const number of [MISPLACED, grouped(MISPLACED, '-'), grouped(MISPLACED, '%20')]) {
    await abuse(told, `${payments}/${number}`, { headers });
    await abuse(told, `${payments}?card=${number}&cvc=${CVC}`, { headers });
    await abuse(told, `${payments}?reference=${number}`, { headers });
    await abuse(told, `${product.url}/${number}`, { method: 'POST', headers });
  }
  await abuse(told, payments, { headers: { ...headers, authorization: `Bearer ${MISPLACED}` } });
  for (const name of ['traceparent', 'x-request-id', 'user-agent', 'accept'])
    await abuse(told, payments, { headers: { ...headers, [name]: grouped(MISPLACED, ' ') } });
  for (const key of [MISPLACED, grouped(MISPLACED, ' ')])
    expect(await kept(told, merchant.createPayment(base, key))).toMatchObject({ status: 201 });
};

/** Everything that a merchant and payers can do, done once, with the product's clock moved past every timer. */
export const wholeRun = async (running: RunningProduct): Promise<Told> => {
  const told: Told = { texts: [], tokens: [] };
  const heard = await hearWebhooks(running, [...numbers, grouped(MISPLACED, ' ')], async () => {
    for (const number of Object.values(cards)) await payWith(running, told, number);
    await operate(running, told);
  });
  told.texts.push(...heard.texts);
  told.tokens.push(...heard.secrets);
  await misplace(running, told);
  await letGo(running, told);
  await abuse(told, `${running.product.url}/metrics`, {});
  return told;
};
