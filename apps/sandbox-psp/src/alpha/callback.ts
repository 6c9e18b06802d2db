import { createHmac } from 'node:crypto';
import type { CallbackProtocol } from '../callbacks/callback.ts';
import { answerOf } from './answer.ts';
import { disputeAnswer } from './dispute.ts';

const PROCESSING = { status: 'processing', decline_code: null, decline_category: null };

/** What alpha tells: what it answers, or that it was still working on it. */
export const writeNews: CallbackProtocol['writeNews'] = ({ id, operation, isProcessing, at }) =>
  JSON.stringify({
    id,
    type: 'charge.updated',
    provider: operation.provider,
    ...answerOf(operation),
    ...(isProcessing && PROCESSING),
    at: at.toISOString(),
  });

/** Of a dispute: `reference` and `charge` are its charge's. */
export const writeDisputeNews: CallbackProtocol['writeDisputeNews'] = ({ id, dispute }) => {
  const { id: disputeId, ...told } = disputeAnswer(dispute);
  const { provider, charge, at } = dispute;
  return JSON.stringify({
    ...{ id, type: 'dispute.updated', provider, reference: charge },
    ...{ ...told, dispute: disputeId, at: at.toISOString() },
  });
};

/** Alpha's signature: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`. */
export const signNews: CallbackProtocol['signNews'] = (_id, body, secret, at) => {
  const t = Math.floor(at.getTime() / 1_000);
  return { 'alpha-signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}` };
};
