import { createHmac, randomUUID } from 'node:crypto';
import { alphaConnector } from '@counterfoil/providers';
import { connectorContract } from '@counterfoil/providers/contract';
import { freePort } from '@counterfoil/testing';
import { callbackReceiver } from './callback-receiver.ts';
import { chargeOf, runningPsp, SECRET_KEY, WEBHOOK_SECRET } from './running-psp.ts';

const connect = (baseUrl: string, timeoutMs: number) =>
  alphaConnector({ baseUrl, secretKey: SECRET_KEY, callbackSecret: WEBHOOK_SECRET, timeoutMs });

connectorContract('alpha', async () => {
  const psp = await runningPsp();
  return {
    connect: timeoutMs => connect(psp.url, timeoutMs),
    unreachable: connect(`http://127.0.0.1:${await freePort()}`, 5_000),
    fault: psp.fault,
    noFaults: psp.noFaults,
    failsToProcess: true,
    books: psp.books,
    answerChallenge: (url, button) => psp.send('POST', `${new URL(url).pathname}/${button.toLowerCase()}`),
    callback: (id, reference, charge) =>
      JSON.stringify({ id, reference, charge, type: 'charge.updated', status: 'succeeded' }),
    disputeCallback: (id, charge, dispute) =>
      JSON.stringify({ id, reference: charge, charge, dispute, type: 'dispute.updated', status: 'lost' }),
    disputes: psp.disputes,
    decideDispute: psp.decideDispute,
    sign: (_eventId, body, at) => {
      const t = Math.floor(at.getTime() / 1_000);
      const v1 = createHmac('sha256', WEBHOOK_SECRET).update(`${t}.`).update(body).digest('hex');
      return { 'alpha-signature': `t=${t},v1=${v1}` };
    },
    close: psp.stop,
  };
});

it('what alpha sends is what the connector takes', async () => {
  const [psp, receiver] = [await runningPsp(), await callbackReceiver()];
  const reference = `ch_${randomUUID()}`;
  await psp.charge(reference, chargeOf('4242424242424242').card.number, { callback_url: receiver.url });
  const [{ raw, headers, body } = { raw: '', headers: {}, body: {} }] = await receiver.until(reference, 1);
  const connector = connect(psp.url, 5_000);
  const news = { eventId: body.id, reference, dispute: null };
  expect(connector.parseCallback(Buffer.from(raw), headers, new Date())).toEqual(news);
  await psp.stop();
  await receiver.close();
});
