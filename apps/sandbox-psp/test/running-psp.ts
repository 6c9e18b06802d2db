import { testDatabase } from '@counterfoil/testing';
import { startSandboxPsp } from '../src/server.ts';

export const SECRET_KEY = 'psp_secret_key_of_the_tests';
export const WEBHOOK_SECRET = 'psp_webhook_secret_of_the_tests';

/** What a server said, which expect() checks. */
export type Json = ReturnType<typeof JSON.parse>;

/** An HTTP answer, read. */
export interface Read {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

const read = async (response: Response): Promise<Read> => {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
};

/** Calls of alpha's protocol and of the control API at `url`. */
export const callerOf = (url: string) => {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    read(
      await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const bearer = { authorization: `Bearer ${SECRET_KEY}` };
  const alpha = (method: string, path: string, body?: unknown, key?: string): Promise<Read> =>
    send(method, `/alpha/v1/charges${path}`, body, { ...bearer, ...(key && { 'idempotency-key': key }) });
  return {
    url,
    send,
    charge: (reference: string, number: string, more: object = {}) =>
      alpha('POST', '', { ...chargeOf(number), ...more }, reference),
    capture: (reference: string, amount: number) => alpha('POST', `/${reference}/capture`, { amount }),
    release: (reference: string) => alpha('POST', `/${reference}/void`),
    refund: (charge: string, amount: number, reference: string) =>
      alpha('POST', `/${charge}/refunds`, { amount }, reference),
    status: (reference: string, operation = 'authorize') => alpha('GET', `/${reference}?operation=${operation}`),
    books: async (reference: string) => (await send('GET', `/control/charges?reference=${reference}`)).body.data,
    disputes: async (charge: string) => (await send('GET', `/control/disputes?charge=${charge}`)).body.data,
    decideDispute: (id: string, outcome: string) => send('POST', `/control/disputes/${id}`, { outcome }),
    dispute: (id: string) => send('GET', `/alpha/v1/disputes/${id}`, undefined, bearer),
    fault: (fault: string, more: object = {}) => send('POST', '/control/faults', { fault, times: 1, ...more }),
    noFaults: () => send('DELETE', '/control/faults'),
  };
};

/** A charge of 125.00 TRY, captured at once. */
export const chargeOf = (number: string) => ({
  amount: 12_500,
  currency: 'TRY',
  capture: true,
  card: { number, exp_month: 12, exp_year: 2040, cvc: '123' },
  challenge: false,
  return_url: 'http://127.0.0.1:9/return?session=1',
});

/** A sandbox provider on that database. */
export const startPsp = (databaseUrl: string) =>
  startSandboxPsp({ port: 0, databaseUrl, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET });

/** A sandbox provider with books of its own. */
export const runningPsp = async () => {
  const db = await testDatabase();
  const psp = await startPsp(db.url);
  const stop = async (): Promise<void> => {
    await psp.close();
    await db.drop();
  };
  return { ...callerOf(psp.url), db, stop };
};

export type RunningPsp = Awaited<ReturnType<typeof runningPsp>>;
