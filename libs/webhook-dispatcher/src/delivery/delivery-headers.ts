import { isReservedHeader } from '@counterfoil/contracts/requests';
import { traceHeaders } from '@counterfoil/platform';
import { signatures } from './signatures.ts';
import type { Delivery } from './sender.ts';

/** The headers of a try: the endpoint's own, and ours. */
export const deliveryHeaders = ({ headers, id, timestampS, secrets, body }: Delivery): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !isReservedHeader(name))),
  ...traceHeaders(),
  'content-type': 'application/json',
  // An answer is read as it comes.
  'accept-encoding': 'identity',
  'user-agent': 'Counterfoil-Webhooks/1',
  'webhook-id': id,
  'webhook-timestamp': String(timestampS),
  'webhook-signature': signatures(secrets, id, timestampS, body),
});
