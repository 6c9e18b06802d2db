import { callerOf, SECRET_KEY, type Read } from './running-psp.ts';

/** A payment of 125.00 TRY, settled at once. */
export const paymentOf = (request_id: string, pan = '4242424242424242') => ({
  request_id,
  money: { value: '125.00', currency: 'TRY' },
  settle: 'now',
  card: { pan, expiry: '12/2040', security_code: '123' },
  redirect_to: 'http://127.0.0.1:9/return?session=1',
});

/** Calls of beta's protocol at `url`. */
export const betaCallerOf = (url: string) => {
  const basic = { authorization: `Basic ${Buffer.from(`counterfoil:${SECRET_KEY}`).toString('base64')}` };
  const call = (method: string, path: string, body?: unknown): Promise<Read> =>
    callerOf(url).send(method, `/beta${path}`, body, basic);
  return {
    pay: (payment: object) => call('POST', '/payments', payment),
    settle: (payment: string, value: string, currency = 'TRY') =>
      call('PUT', `/payments/${payment}/settlement`, { money: { value, currency } }),
    reverse: (payment: string) => call('PUT', `/payments/${payment}/reversal`),
    credit: (payment: string, request_id: string, value: string, currency = 'TRY') =>
      call('POST', `/payments/${payment}/credits`, { request_id, money: { value, currency } }),
    chargebacks: (id: string) => call('GET', `/chargebacks?chargeback_id=${id}`),
    query: (request_id: string, kind = 'payment') =>
      call('GET', `/transactions?kind=${kind}&request_id=${encodeURIComponent(request_id)}`),
  };
};
