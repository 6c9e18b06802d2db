import { outcomeOfCall, outcomeOfQuery, unknown, type Answered, type Outcome } from '../answered.ts';
import type { AuthorizeRequest, Capabilities, Connector, ProviderSettings } from '../connector.ts';
import { callProvider, providerConnections } from '../http-call.ts';
import { abandonedOf, outcomeOf } from './alpha-answer.ts';
import { parseAlphaCallback } from './alpha-callback.ts';
import { disputeOf } from './alpha-disputes.ts';
import { operatedOf, operationCall, operationStatusOf } from './alpha-operations.ts';

const capabilities: Capabilities = {
  currencies: 'all',
  brands: 'all',
  manualCapture: true,
  partialCapture: true,
  partialRefund: true,
};

/** One POST below the charges. */
interface Call {
  readonly path: string;
  /** The header that names what is asked for, where the path does not. */
  readonly key: Readonly<Record<string, string>>;
  readonly body: string;
}

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
export const alphaConnector = (settings: ProviderSettings): Connector => {
  const dispatcher = providerConnections(settings.timeoutMs);
  const charges = `${settings.baseUrl}/alpha/v1/charges`;
  const headers = { authorization: `Bearer ${settings.secretKey}` };

  /** Has something done. */
  const act = async <Known extends Outcome>({ path, key, body }: Call, read: (answered: Answered) => Known) => {
    const result = await callProvider(charges + path, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', ...key },
      body,
      deadlineMs: settings.timeoutMs,
    });
    return outcomeOfCall(result, read);
  };

  /** Asks what became of something; only a 200 tells. */
  const askAt = async <Known extends Outcome>(url: string, read: (answered: Answered) => Known) => {
    const result = await callProvider(url, { dispatcher, method: 'GET', headers, deadlineMs: settings.timeoutMs });
    return outcomeOfQuery(result, answered => {
      if (answered.status === 404) return { type: 'not_found' } as const;
      return answered.status === 200 ? read(answered) : unknown(`status query: HTTP ${answered.status}`);
    });
  };

  const ask = <Known extends Outcome>(
    { reference, operation }: { readonly reference: string; readonly operation: string },
    read: (answered: Answered) => Known,
  ) => askAt(`${charges}/${encodeURIComponent(reference)}?operation=${operation}`, read);

  return {
    provider: 'alpha',
    capabilities,

    authorize: request =>
      act(
        { path: '', key: { 'idempotency-key': request.reference }, body: chargeBody(request) },
        // Only a 200 is a decision. A 4xx or 5xx says nothing certain about the money; the status query does.
        ({ status, body }) => (status === 200 ? outcomeOf(body, request) : unknown(`HTTP ${status}`)),
      ),

    status: query => ask({ ...query, operation: 'authorize' }, ({ body }) => outcomeOf(body, query)),

    abandon: async query => {
      const url = `${charges}/${encodeURIComponent(query.reference)}`;
      const result = await callProvider(url, { dispatcher, method: 'DELETE', headers, deadlineMs: settings.timeoutMs });
      return outcomeOfQuery(result, ({ status, body }) =>
        status === 200 ? abandonedOf(body, query) : unknown(`giving up: HTTP ${status}`),
      );
    },

    operate: request => act(operationCall(request), answered => operatedOf(answered, request)),

    operationStatus: request => ask(request, ({ body }) => operationStatusOf(body, request)),

    dispute: query =>
      askAt(`${settings.baseUrl}/alpha/v1/disputes/${encodeURIComponent(query.dispute)}`, ({ body }) =>
        disputeOf(body, query),
      ),

    parseCallback: (rawBody, given, now) => parseAlphaCallback(rawBody, given, settings.callbackSecret, now),
  };
};
