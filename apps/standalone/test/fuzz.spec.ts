import { randomInt } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import fc from 'fast-check';
import { requests, type OpenApi, type Wanted } from './fuzz/requests.ts';
import { runProduct, type RunningProduct } from './running-product.ts';
import { webhookClient } from './webhooks/client.ts';

const REQUESTS = 5_000;
const AT_ONCE = 16;
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

describe('Every route, from the OpenAPI document', () => {
  let running: RunningProduct;
  beforeAll(async () => {
    running = await runProduct({ TEST_CLOCK: '1', WEBHOOK_ALLOW_LOOPBACK: '1' });
  });
  afterAll(() => running.stop());

  const amount = { amount: 1_000, currency: 'EUR' };
  const pay = async (number: string, more: object = {}): Promise<string> => {
    const body = { ...amount, ...more, confirm: true, payment_method: card(number) };
    return (await running.merchant.createPayment(body)).body.payment.id;
  };

  /** Ids and tokens of things in many states, for paths. */
  const oneOfEach = async (): Promise<readonly string[]> => {
    const { merchant, payer } = running;
    const payments = await Promise.all([
      pay(cards.visa),
      pay(cards.visa, { capture_method: 'manual' }),
      pay(cards.captureFails, { capture_method: 'manual' }),
      pay(cards.challenge),
      pay(cards.declined),
      merchant.createPayment(amount).then(({ body }) => body.payment.id),
    ]);
    const { refund } = (await merchant.createRefund(payments[0], { amount: 1 })).body;
    const [charge] = (await merchant.charges(payments[3])).body.data;
    const sessions = await Promise.all(
      Array.from({ length: 4 }, () => merchant.createSession({ ...amount, return_url: 'https://shop.example/' })),
    );
    const opened = sessions.map(({ body }) => body.checkout_session);
    const withCard = [cards.declined, cards.visa, cards.challenge];
    await Promise.all(withCard.map((number, at) => payer.confirm(opened[at]!.token, { payment_method: card(number) })));
    return [...payments, refund.id, charge!.id, ...opened.flatMap(({ id, token }) => [id, token])];
  };

  const dispute = async (): Promise<string> => {
    await pay(cards.disputed);
    await eventually(async () => (await running.merchant.listDisputes()).body.data.length > 0);
    return (await running.merchant.listDisputes()).body.data[0]!.id;
  };

  /** An endpoint where nobody listens, what was sent to it, and what that was. */
  const webhook = async (): Promise<readonly string[]> => {
    const webhooks = webhookClient(running.merchant);
    const { id } = await webhooks.endpoint({ url: 'http://127.0.0.1:1/', event_types: ['webhook_endpoint.test'] });
    const delivery = (await webhooks.test(id)).body.webhook_delivery;
    return [id, delivery.id, delivery.event_id];
  };

  const silence = async (): Promise<void> => {
    const webhooks = webhookClient(running.merchant);
    for (const { id } of (await webhooks.list('limit=100')).body.data)
      await webhooks.change(id, { status: 'DISABLED' });
  };

  /** Providers' news that were looked into in vain, as far as their reader's books say. */
  const unmatchedCallbacks = async (): Promise<readonly string[]> => {
    const { rows } = await running.database.pool.query<{ id: string }>(
      `insert into consumer.dead_letters (consumer, position, key, stream, revision, event_id, type, state, attempts)
       select 'charge-attempt.callback-received', position, stream, stream, revision, event_id, type, 'dead', 10
       from event_log.events where type = 'ProviderCallbackReceived' order by position limit 20
       returning substring(stream from 'provider_callback-(.*)') as id`,
    );
    return rows.map(({ id }) => id);
  };

  /** Charges of which alpha never tells what became of them. */
  const unknownCharges = async (): Promise<readonly string[]> => {
    const [count, fault] = [10, { provider: 'alpha', fault: 'wrong_amount' }];
    await running.provider.addFault({ ...fault, operation: 'status', times: 1_000_000 });
    await running.provider.addFault({ ...fault, operation: 'authorize', times: count });
    const paying = Promise.all(Array.from({ length: count }, () => pay(cards.visa)));
    const unknown = async () => (await running.merchant.listCharges({ status: 'UNKNOWN' })).body.data;
    await eventually(async () => (await unknown()).length === count);
    const charges = await unknown();
    await paying;
    return charges.map(({ id }) => id);
  };

  const somethingToMeet = async (): Promise<readonly string[]> => [
    'alpha',
    await dispute(),
    ...(await Promise.all(Array.from({ length: 12 }, webhook))).flat(),
    ...(await Promise.all(Array.from({ length: 20 }, oneOfEach))).flat(),
    ...(await unknownCharges()),
    ...(await unmatchedCallbacks()),
  ];

  const sendAll = async (wanted: readonly Wanted[]) => {
    const broken: string[] = [];
    const succeeded = new Set<string>();
    // The clock is moved last: everything that is open expires by it, and what no endpoint has taken is due ten times.
    const movesClock = ({ operation }: Wanted): boolean => operation === 'post /v1/test-clock/advance';
    const client = async (left: Wanted[]): Promise<void> => {
      for (let request = left.pop(); request; request = left.pop()) {
        const { operation, method, path, body, idempotencyKey, withKey } = request;
        const headers = {
          ...(withKey ? {} : { authorization: 'Bearer sk_test_nobody' }),
          ...(idempotencyKey !== null && method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
        };
        // Whatever is not documented makes the client throw: it checks every answer against the document.
        const fault = await running.merchant.call(method, path, { body, headers }).then(
          ({ status }) => {
            if (status < 400) succeeded.add(operation);
            return status >= 500 ? `answered ${status}` : null;
          },
          (error: unknown) => String(error),
        );
        if (fault !== null) broken.push(`${operation}: ${fault}\n  ${method} ${path} ${JSON.stringify(body)}`);
      }
    };
    for (const left of [wanted.filter(request => !movesClock(request)), wanted.filter(movesClock)]) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => client(left)));
      await silence();
    }
    return { broken: broken.slice(0, 5), succeeded };
  };

  it('answers 5,000 requests, most of them a little wrong, without a 5xx, and only as the document says', async () => {
    const document = (await running.merchant.call<OpenApi>('GET', '/openapi.json')).body;
    const known = await somethingToMeet();
    const wanted = fc.sample(requests(document, known), { numRuns: REQUESTS, seed: SEED });
    const { broken, succeeded } = await sendAll(wanted);
    expect({ again: `FUZZ_SEED=${SEED}`, broken }).toEqual({ again: `FUZZ_SEED=${SEED}`, broken: [] });
    // Nonsense alone would prove little: only a callback, which wants a provider's signature, is never right.
    const never = wanted.map(({ operation }) => operation).filter(operation => !succeeded.has(operation));
    expect([...new Set(never)]).toEqual(['post /v1/providers/{provider}/callbacks']);
  }, 240_000);
});
