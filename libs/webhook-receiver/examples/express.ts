import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookReceiver } from '@counterfoil/webhook-receiver';

/** What `express.raw` makes of a request. */
type RawRequest = IncomingMessage & { readonly body: Buffer };

/**
 * A handler for Express 4 and 5:
 * `app.post('/hook', express.raw({ type: 'application/json' }), webhookHandler(receiver))`.
 * `express.json()` must not see the request first: the signature is over the bytes that came.
 */
export const webhookHandler =
  (receiver: WebhookReceiver) =>
  (request: RawRequest, response: ServerResponse, next: (error: unknown) => void): void => {
    receiver.receive(request.body, request.headers).then(({ status }) => response.writeHead(status).end(), next);
  };
