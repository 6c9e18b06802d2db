import { signatures } from './signatures.ts';
import type { Delivery } from './sender.ts';

/** What frames or routes a request is ours to say, and so is what Standard Webhooks defines. */
const RESERVED =
  /^(?:webhook-.*|host|content-(?:length|type|encoding)|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|proxy-.*|accept-encoding|user-agent)$/i;

const isReservedHeader = (name: string): boolean => RESERVED.test(name);

/** The headers of a try: the endpoint's own, and ours. */
export const deliveryHeaders = ({ headers, id, timestampS, secrets, body }: Delivery): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !isReservedHeader(name))),
  'content-type': 'application/json',
  // An answer is read as it comes.
  'accept-encoding': 'identity',
  'user-agent': 'Counterfoil-Webhooks/1',
  'webhook-id': id,
  'webhook-timestamp': String(timestampS),
  'webhook-signature': signatures(secrets, id, timestampS, body),
});
