import { createHmac } from 'node:crypto';
import type { CallbackProtocol } from '../callbacks/callback.ts';
import { chargebackOf } from './chargeback.ts';
import { transactionOf } from './transaction.ts';

/** What beta tells: the transaction as it answers it, or that it was still pending. */
export const writeNews: CallbackProtocol['writeNews'] = ({ operation, isProcessing, at }) =>
  JSON.stringify({
    event: 'transaction.updated',
    occurred_at: at.toISOString(),
    transaction: { ...transactionOf(operation), ...(isProcessing && { result: 'PENDING', reason: null }) },
  });

/** Of a chargeback, as it answers it. */
export const writeDisputeNews: CallbackProtocol['writeDisputeNews'] = ({ dispute }) =>
  JSON.stringify({
    event: 'chargeback.updated',
    occurred_at: dispute.at.toISOString(),
    chargeback: chargebackOf(dispute),
  });

/** Beta signs `<timestamp>\n<event id>\n<raw body>` with HMAC-SHA512; the timestamp is in unix milliseconds. */
export const signNews: CallbackProtocol['signNews'] = (id, body, secret, at) => {
  const timestamp = String(at.getTime());
  const signature = createHmac('sha512', secret).update(`${timestamp}\n${id}\n${body}`).digest('base64');
  return { 'beta-event-id': id, 'beta-timestamp': timestamp, 'beta-signature': signature };
};
