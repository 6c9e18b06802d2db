import { z } from 'zod';
import type { DescribedWebhook } from './operation.ts';

/** Standard Webhooks 1.0. */
const header = z.object({
  'webhook-id': z.string().describe('The event’s id: the same at every try. Know repetitions by it'),
  'webhook-timestamp': z.string().describe('Of this try, in seconds'),
  'webhook-signature': z.string().describe('Verify it with the endpoint’s secret, over the very bytes of the body'),
  traceparent: z.string().optional().describe('W3C Trace Context: the trace of the request that caused it'),
});

const responses = {
  '2XX': { description: 'You have it.' },
  '410': { description: 'Disables the endpoint.' },
  default: { description: 'It comes again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.' },
};

/** A webhook as a path item of OpenAPI. */
export const describeWebhook = ({ type, summary, schema, example }: DescribedWebhook, tag: string) => ({
  post: {
    operationId: `told ${type}`.replaceAll(/[ ._]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tags: [tag],
    summary,
    security: [],
    requestParams: { header },
    requestBody: {
      required: true,
      content: { 'application/json': { schema, examples: { [type]: { value: example } } } },
    },
    responses,
  },
});
