import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { assertDocumentedEvent } from './documented-events.ts';

const [example] = asyncApiDocument().components.messages['payment.created']!.examples;
const { payload, headers } = example!;

describe('what is told between services', () => {
  it('passes as the document shows it', () => {
    expect(() => assertDocumentedEvent('payment.created', payload, headers)).not.toThrow();
  });

  it.each([
    ['a type that it does not have', 'payment.invented', payload, headers],
    ['another type’s data', 'refund.created', payload, headers],
    ['a member that it does not have', 'payment.created', { ...payload, colour: 'red' }, headers],
    [
      'a header of another type',
      'payment.created',
      payload,
      { ...headers, ce_type: 'io.counterfoil.payment.failed.v1' },
    ],
    ['no trace', 'payment.created', payload, { ...headers, traceparent: undefined }],
  ])('does not pass with %s', (_, type, data, attributes) => {
    expect(() => assertDocumentedEvent(type, data, JSON.parse(JSON.stringify(attributes)) as object)).toThrow(
      'against docs/asyncapi.json',
    );
  });
});
