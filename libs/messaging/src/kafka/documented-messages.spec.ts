import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { cloudEventType } from '../public-event.ts';
import { toMessage } from './message.ts';

const { messages } = asyncApiDocument().components;
const shown = Object.entries(messages).flatMap(([type, { examples }]) =>
  examples.map(example => [type, example] as const),
);

describe('a message on a topic', () => {
  it.each(shown)('has the headers and the value that the AsyncAPI document shows: %s', (type, { headers, payload }) => {
    const message = toMessage(
      {
        specversion: headers.ce_specversion,
        id: headers.ce_id,
        type: cloudEventType(type),
        source: headers.ce_source,
        subject: headers.ce_subject,
        time: headers.ce_time,
        datacontenttype: headers['content-type'],
        data: { ...payload },
        merchantid: headers.ce_merchantid,
        traceparent: headers.traceparent,
      },
      headers.ce_paymentid ?? null,
    );
    expect(message.headers).toEqual(headers);
    expect(JSON.parse(String(message.value))).toEqual(payload);
    expect(message.key).toBe(headers.ce_subject);
  });
});
