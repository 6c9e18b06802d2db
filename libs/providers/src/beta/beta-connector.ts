import { outcomeOfCall, outcomeOfQuery, type Answered, type Outcome } from '../answered.ts';
import type { Capabilities, Connector, OperationName, ProviderSettings } from '../connector.ts';
import { callProvider, providerConnections, type CallResult } from '../http-call.ts';
import { parseBetaCallback } from './beta-callback.ts';
import { chargebackOf } from './beta-chargebacks.ts';
import { operatedOf, operationCall, operationStatusOf } from './beta-operations.ts';
import { authorizedOf, paymentAbandonedOf, paymentBody, paymentStatusOf } from './beta-payments.ts';
import { KINDS } from './beta-transaction.ts';

const capabilities: Capabilities = {
  currencies: ['AED', 'BHD', 'CHF', 'EUR', 'GBP', 'JPY', 'NOK', 'PLN', 'SEK', 'TRY', 'USD'],
  brands: ['visa', 'mastercard'],
  manualCapture: true,
  partialCapture: true,
  partialRefund: true,
};

/** The connector of the sandbox's second provider; its protocol is written down in apps/sandbox-psp/README.md. */
export const betaConnector = ({ baseUrl, secretKey, callbackSecret, timeoutMs }: ProviderSettings): Connector => {
  const dispatcher = providerConnections(timeoutMs);
  const headers = { authorization: `Basic ${Buffer.from(`counterfoil:${secretKey}`).toString('base64')}` };

  const send = (method: 'POST' | 'PUT', path: string, body: string): Promise<CallResult> =>
    callProvider(`${baseUrl}/beta/${path}`, {
      dispatcher,
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      deadlineMs: timeoutMs,
    });

  /** Asks what became of something. */
  const askAt = async <Known extends Outcome>(
    path: string,
    query: Readonly<Record<string, string>>,
    read: (answered: Answered) => Known,
  ) => {
    const url = `${baseUrl}/beta/${path}?${new URLSearchParams(query).toString()}`;
    const result = await callProvider(url, { dispatcher, method: 'GET', headers, deadlineMs: timeoutMs });
    return outcomeOfQuery(result, read);
  };

  const ask = <Known extends Outcome>(
    operation: OperationName | 'authorize',
    reference: string,
    read: (answered: Answered) => Known,
  ) => askAt('transactions', { kind: KINDS[operation], request_id: reference }, read);

  return {
    provider: 'beta',
    capabilities,

    authorize: async request => {
      const result = await send('POST', 'payments', paymentBody(request));
      return outcomeOfCall(result, answered => authorizedOf(answered, request));
    },

    status: query => ask('authorize', query.reference, answered => paymentStatusOf(answered, query)),

    abandon: async query => {
      const named = new URLSearchParams({ kind: KINDS.authorize, request_id: query.reference });
      const url = `${baseUrl}/beta/transactions?${named.toString()}`;
      const result = await callProvider(url, { dispatcher, method: 'DELETE', headers, deadlineMs: timeoutMs });
      return outcomeOfQuery(result, answered => paymentAbandonedOf(answered, query));
    },

    operate: async request => {
      const { method, path, body } = operationCall(request);
      const result = await send(method, `payments/${encodeURIComponent(request.charge)}/${path}`, JSON.stringify(body));
      return outcomeOfCall(result, answered => operatedOf(answered, request));
    },

    operationStatus: request =>
      ask(request.operation, request.reference, answered => operationStatusOf(answered, request)),

    dispute: query => askAt('chargebacks', { chargeback_id: query.dispute }, answered => chargebackOf(answered, query)),

    parseCallback: (rawBody, given, now) => parseBetaCallback(rawBody, given, callbackSecret, now),
  };
};
