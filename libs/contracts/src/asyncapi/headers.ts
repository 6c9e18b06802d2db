import { z } from 'zod';
import * as part from '../resources/parts.ts';

const traceparent = z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

/**
 * The headers of a message on a topic: CloudEvents 1.0 in the binary mode of its Kafka binding, and the trace as W3C Trace
 * Context has it.
 */
export const cloudEventHeaders = z.looseObject({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().describe('`evt_…`: the same at every delivery, and the id of the webhook; know repetitions by it'),
  ce_type: z.string().describe('What happened'),
  ce_source: z.string().describe('The service that tells it'),
  ce_subject: z.string().describe('The id of the aggregate that it is about, and the message’s key'),
  ce_time: part.time.describe('When it happened: ISO 8601, UTC, with milliseconds'),
  ce_merchantid: z.string().describe('Whose it is'),
  ce_paymentid: z.string().optional().describe('The payment that it is about, whichever topic it is on'),
  ce_traceparent: traceparent.describe('As `traceparent`: the CloudEvents extension for distributed tracing'),
  'content-type': z.literal('application/json'),
  traceparent: traceparent.describe('W3C Trace Context: the trace of the request that began it all'),
});

export type CloudEventHeaders = z.infer<typeof cloudEventHeaders>;
