import type { AuthorizeRequest, Connector, ProviderOutcome, StatusOutcome } from '../connector.ts';
import { callProvider, providerConnections, type CallResult } from '../http-call.ts';
import { outcomeOf } from './alpha-answer.ts';
import { parseAlphaCallback } from './alpha-callback.ts';

/** Where alpha is, and how we prove who we are to each other. */
export interface AlphaSettings {
  readonly baseUrl: string;
  readonly secretKey: string;
  readonly callbackSecret: string;
  /** Deadline of one call, milliseconds. */
  readonly timeoutMs: number;
}

type Answered = Extract<CallResult, { readonly type: 'answered' }>;

const unknown = (evidence: string): { readonly type: 'unknown'; readonly evidence: string } => ({
  type: 'unknown',
  evidence,
});

const chargeBody = (request: AuthorizeRequest): string =>
  JSON.stringify({
    amount: Number(request.amount),
    currency: request.currency,
    capture: request.capture,
    challenge: request.challenge,
    card: {
      number: request.card.number,
      exp_month: request.card.expMonth,
      exp_year: request.card.expYear,
      cvc: request.card.cvc,
    },
    return_url: request.returnUrl,
    callback_url: request.callbackUrl,
  });

/** The connector of the sandbox's first provider; its protocol is written down in apps/sandbox-psp/README.md. */
export const alphaConnector = (settings: AlphaSettings): Connector => {
  const dispatcher = providerConnections(settings.timeoutMs);
  const charges = `${settings.baseUrl}/alpha/v1/charges`;
  const headers = { authorization: `Bearer ${settings.secretKey}` };

  const authorized = ({ status, body }: Answered, request: AuthorizeRequest): ProviderOutcome =>
    // Only a 200 is a decision. A 4xx or 5xx says nothing certain about the money; the status query does.
    status === 200 ? outcomeOf(body, request) : unknown(`HTTP ${status}`);

  return {
    provider: 'alpha',
    signatureHeader: 'alpha-signature',

    async authorize(request): Promise<ProviderOutcome> {
      const result = await callProvider(charges, {
        dispatcher,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': request.reference },
        body: chargeBody(request),
        deadlineMs: settings.timeoutMs,
      });
      if (result.type === 'not_sent') return { type: 'failed_before_sending', reason: result.reason };
      if (result.type === 'no_answer') return unknown(`no answer: ${result.reason}`);
      return authorized(result, request);
    },

    async status(query): Promise<StatusOutcome> {
      const result = await callProvider(`${charges}/${encodeURIComponent(query.reference)}?operation=authorize`, {
        dispatcher,
        method: 'GET',
        headers,
        deadlineMs: settings.timeoutMs,
      });
      if (result.type !== 'answered') return unknown(`no answer to the status query: ${result.reason}`);
      if (result.status === 404) return { type: 'not_found' };
      return result.status === 200 ? outcomeOf(result.body, query) : unknown(`status query: HTTP ${result.status}`);
    },

    parseCallback: (rawBody, signature, now) => parseAlphaCallback(rawBody, signature, settings.callbackSecret, now),
  };
};
