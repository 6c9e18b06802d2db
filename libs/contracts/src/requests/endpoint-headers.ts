/** Of the connection, of the message, of Standard Webhooks and of W3C Trace Context: ours to say. */
const RESERVED =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept-encoding|user-agent|webhook-.*|traceparent|tracestate|proxy-.*)$/i;

/** Whether a webhook endpoint may not have a header of this name. */
export const isReservedHeader = (name: string): boolean => RESERVED.test(name);
