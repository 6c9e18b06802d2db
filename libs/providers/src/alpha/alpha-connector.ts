import type { AuthorizeRequest, Connector } from '../connector.ts';
import { callProvider, providerConnections, type CallResult } from '../http-call.ts';
import { outcomeOf } from './alpha-answer.ts';
import { parseAlphaCallback } from './alpha-callback.ts';
import { operatedOf, operationCall, operationStatusOf } from './alpha-operations.ts';

/** Where alpha is, and how we prove who we are to each other. */
export interface AlphaSettings {
  readonly baseUrl: string;
  readonly secretKey: string;
  readonly callbackSecret: string;
  /** Deadline of one call, milliseconds. */
  readonly timeoutMs: number;
}

type Answered = Extract<CallResult, { readonly type: 'answered' }>;

/** One POST below the charges. */
interface Call {
  readonly path: string;
  /** The header that names what is asked for, where the path does not. */
  readonly key: Readonly<Record<string, string>>;
  readonly body: string;
}

type Unknown = { readonly type: 'unknown'; readonly evidence: string };
type NotAnswered = Unknown | { readonly type: 'failed_before_sending'; readonly reason: string };

const unknown = (evidence: string): Unknown => ({ type: 'unknown', evidence });

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

  /** Has something done; what an answer means is `read`'s to say. */
  const act = async <Known>(call: Call, read: (answered: Answered) => Known): Promise<Known | NotAnswered> => {
    const { path, key, body } = call;
    const result = await callProvider(charges + path, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', ...key },
      body,
      deadlineMs: settings.timeoutMs,
    });
    if (result.type === 'not_sent') return { type: 'failed_before_sending', reason: result.reason };
    return result.type === 'no_answer' ? unknown(`no answer: ${result.reason}`) : read(result);
  };

  /** Asks what became of something; only a 200 tells. */
  const ask = async <Known>(
    query: { readonly reference: string; readonly operation: string },
    read: (answered: Answered) => Known,
  ): Promise<Known | Unknown | { readonly type: 'not_found' }> => {
    const { reference, operation } = query;
    const result = await callProvider(`${charges}/${encodeURIComponent(reference)}?operation=${operation}`, {
      dispatcher,
      method: 'GET',
      headers,
      deadlineMs: settings.timeoutMs,
    });
    if (result.type !== 'answered') return unknown(`no answer to the status query: ${result.reason}`);
    if (result.status === 404) return { type: 'not_found' };
    return result.status === 200 ? read(result) : unknown(`status query: HTTP ${result.status}`);
  };

  return {
    provider: 'alpha',
    signatureHeader: 'alpha-signature',

    authorize: request =>
      act(
        { path: '', key: { 'idempotency-key': request.reference }, body: chargeBody(request) },
        // Only a 200 is a decision. A 4xx or 5xx says nothing certain about the money; the status query does.
        ({ status, body }) => (status === 200 ? outcomeOf(body, request) : unknown(`HTTP ${status}`)),
      ),

    status: query => ask({ ...query, operation: 'authorize' }, ({ body }) => outcomeOf(body, query)),

    operate: request => act(operationCall(request), answered => operatedOf(answered, request)),

    operationStatus: request => ask(request, ({ body }) => operationStatusOf(body, request)),

    parseCallback: (rawBody, signature, now) => parseAlphaCallback(rawBody, signature, settings.callbackSecret, now),
  };
};
