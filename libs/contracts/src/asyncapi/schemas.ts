import { z } from 'zod';
import { publicEvents } from '../events/public-events.ts';
import { charge } from '../resources/charge.ts';
import { checkoutSession } from '../resources/checkout-session.ts';
import { dispute } from '../resources/dispute.ts';
import * as part from '../resources/parts.ts';
import { payment } from '../resources/payment.ts';
import { refund } from '../resources/refund.ts';
import { cloudEventHeaders } from './headers.ts';

const named = {
  CheckoutSession: checkoutSession,
  Payment: payment,
  Charge: charge,
  Refund: refund,
  Dispute: dispute,
  NextAction: part.nextAction,
  PaymentMethod: part.paymentMethod,
  Decline: part.decline,
  CloudEventHeaders: cloudEventHeaders,
};

/** The reference to a schema of the document. */
export const schemaReference = (name: string): string => `#/components/schemas/${name}`;

/**
 * The schemas of the document: every event's data under the event's type, and what several share under its own name. JSON
 * Schema draft 07, which is AsyncAPI's own.
 */
export const schemas = (): Readonly<Record<string, object>> => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  // Events may share one schema; a document names it for each.
  for (const [id, schema] of Object.entries(publicEvents)) registry.add(schema.clone(), { id });
  const generated = z.toJSONSchema(registry, {
    target: 'draft-07',
    uri: schemaReference,
    override: ({ jsonSchema }) => {
      // What zod says beyond what a reader or a generator can use.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  }).schemas;
  return Object.fromEntries(
    Object.entries(generated).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [name, schema]),
  );
};
