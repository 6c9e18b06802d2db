import { createHmac, randomUUID } from 'node:crypto';
import { betaConnector } from '@counterfoil/providers';
import { connectorContract } from '@counterfoil/providers/contract';
import { freePort } from '@counterfoil/testing';
import { betaCallerOf, paymentOf } from './beta-caller.ts';
import { callbackReceiver } from './callback-receiver.ts';
import { runningPsp, SECRET_KEY, WEBHOOK_SECRET } from './running-psp.ts';

const connect = (baseUrl: string, timeoutMs: number) =>
  betaConnector({ baseUrl, secretKey: SECRET_KEY, callbackSecret: WEBHOOK_SECRET, timeoutMs });

connectorContract('beta', async () => {
  const psp = await runningPsp();
  return {
    connect: timeoutMs => connect(psp.url, timeoutMs),
    unreachable: connect(`http://127.0.0.1:${await freePort()}`, 5_000),
    fault: (fault, more) => psp.fault(fault, { ...more, provider: 'beta' }),
    noFaults: psp.noFaults,
    failsToProcess: false,
    books: psp.books,
    answerChallenge: (url, button) => psp.send('POST', `${new URL(url).pathname}/${button.toLowerCase()}`),
    callback: (_eventId, request_id, payment) =>
      JSON.stringify({ event: 'transaction.updated', transaction: { request_id, payment, result: 'SETTLED' } }),
    disputeCallback: (_eventId, payment, chargeback_id) =>
      JSON.stringify({ event: 'chargeback.updated', chargeback: { payment, chargeback_id } }),
    disputes: psp.disputes,
    decideDispute: psp.decideDispute,
    sign: (eventId, body, at) => {
      const timestamp = String(at.getTime());
      const mac = createHmac('sha512', WEBHOOK_SECRET).update(`${timestamp}\n${eventId}\n`).update(body);
      return { 'beta-event-id': eventId, 'beta-timestamp': timestamp, 'beta-signature': mac.digest('base64') };
    },
    close: psp.stop,
  };
});

it('what beta sends is what the connector takes', async () => {
  const [psp, receiver] = [await runningPsp(), await callbackReceiver()];
  const reference = `ch_${randomUUID()}`;
  await betaCallerOf(psp.url).pay({ ...paymentOf(reference), notify_at: receiver.url });
  const [received] = await receiver.until(reference, 1);
  const { raw = '', headers = {} } = received ?? {};
  const news = { eventId: received?.headers['beta-event-id'], reference, dispute: null };
  expect(connect(psp.url, 5_000).parseCallback(Buffer.from(raw), headers, new Date())).toEqual(news);
  await psp.stop();
  await receiver.close();
});
