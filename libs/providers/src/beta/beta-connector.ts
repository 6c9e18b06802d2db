import { outcomeOfCall, outcomeOfQuery, type Answered } from '../answered.ts';
import type { Capabilities, Connector, OperationName, ProviderSettings } from '../connector.ts';
import { callProvider, providerConnections, type CallResult } from '../http-call.ts';
import { parseBetaCallback } from './beta-callback.ts';
import { operatedOf, operationCall, operationStatusOf } from './beta-operations.ts';
import { authorizedOf, paymentBody, paymentStatusOf } from './beta-payments.ts';
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
  const ask = async <Known>(
    operation: OperationName | 'authorize',
    reference: string,
    read: (answered: Answered) => Known,
  ) => {
    const query = new URLSearchParams({ kind: KINDS[operation], request_id: reference });
    const url = `${baseUrl}/beta/transactions?${query.toString()}`;
    const result = await callProvider(url, { dispatcher, method: 'GET', headers, deadlineMs: timeoutMs });
    return outcomeOfQuery(result, read);
  };

  return {
    provider: 'beta',
    capabilities,

    authorize: async request => {
      const result = await send('POST', 'payments', paymentBody(request));
      return outcomeOfCall(result, answered => authorizedOf(answered, request));
    },

    status: query => ask('authorize', query.reference, answered => paymentStatusOf(answered, query)),

    operate: async request => {
      const { method, path, body } = operationCall(request);
      const result = await send(method, `payments/${encodeURIComponent(request.charge)}/${path}`, JSON.stringify(body));
      return outcomeOfCall(result, answered => operatedOf(answered, request));
    },

    operationStatus: request =>
      ask(request.operation, request.reference, answered => operationStatusOf(answered, request)),

    parseCallback: (rawBody, given, now) => parseBetaCallback(rawBody, given, callbackSecret, now),
  };
};
