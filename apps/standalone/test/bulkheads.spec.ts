import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;
const sockets: Socket[] = [];

beforeAll(async () => {
  running = await runProduct();
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => running.stop());

const body = { amount: 12_500, currency: 'TRY' };

const connection = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(running.product.url).port), '127.0.0.1');
  // The product may cut it: that is its right.
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};

/** Ten thousand, or as many as the machine lets this process open beside its own files. */
const idle = (): number => {
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits: { readonly open_files: { readonly hard: string } };
  };
  const { hard } = userLimits.open_files;
  return hard === 'unlimited' ? 10_000 : Math.min(10_000, Number(hard) - 500);
};

const inFlight = async (): Promise<number> => {
  const text = await (await fetch(`${running.product.url}/metrics`)).text();
  return Number(/^counterfoil_http_requests_in_flight (\d+)$/m.exec(text)?.[1]);
};

const createPayments = (count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, async () => (await running.merchant.createPayment(body)).body.payment.id));

it('a provider that hangs holds up who waits for it, and nobody else', async () => {
  const { merchant, otherMerchant, payer, provider } = running;
  const ids = await createPayments(220);
  const { token } = (await otherMerchant.createSession({ ...body, return_url: 'https://merchant.example' })).body
    .checkout_session;
  await provider.addFault({ operation: 'authorize', fault: 'delay_before', times: ids.length, delay_ms: 7_000 });
  let waiting = ids.length;
  const confirmed = ids.map(async id => {
    const answer = await merchant.confirmPayment(id, { payment_method: card(cards.visa) });
    waiting -= 1;
    return answer.status;
  });
  await eventually(async () => (await inFlight()) > ids.length, { describe: 'all of them on their way' });

  // More of them wait than may be at work at once, of the merchant's own requests too.
  expect((await merchant.createPayment(body)).status).toBe(201);
  expect((await merchant.getPayment(ids[0]!)).body.payment.status).toBe('PROCESSING');
  expect((await otherMerchant.createPayment(body)).status).toBe(201);
  expect((await payer.getSession(token)).status).toBe(200);
  expect((await fetch(`${running.product.url}/readyz`)).status).toBe(200);
  expect(waiting).toBeGreaterThan(192);
  expect(new Set(await Promise.all(confirmed))).toEqual(new Set([200]));
});

it('ten thousand idle connections, and clients that drip, do not matter', async () => {
  const { merchant } = running;
  for (let at = 0; at < idle(); at += 500) await Promise.all(Array.from({ length: 500 }, connection));
  for (const socket of sockets.slice(0, 1_000))
    socket.write(
      `POST /v1/payments HTTP/1.1\r\nhost: a\r\nauthorization: ${running.merchantAuthorization}\r\n` +
        'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    );
  const ids = await createPayments(50);
  const read = await Promise.all(ids.map(id => merchant.getPayment(id)));
  expect(read.map(({ status }) => status)).toEqual(ids.map(() => 200));
});
