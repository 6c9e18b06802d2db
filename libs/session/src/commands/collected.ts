import type { CheckoutSessionResource } from '@counterfoil/contracts';
import type { FieldFault } from '@counterfoil/platform';
import type { ConfirmSessionBody } from '@counterfoil/contracts/requests';

type Asked = Pick<CheckoutSessionResource, 'collect' | 'custom_fields'>;
type CustomField = Asked['custom_fields'][number];

const missing = (pointer: string): FieldFault => ({ pointer, detail: 'is required by this session' });

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const fieldFault = (
  { key, type, required, options }: CustomField,
  value: string | number | undefined,
): FieldFault[] => {
  const pointer = `/custom_fields/${escaped(key)}`;
  if (value === undefined) return required ? [missing(pointer)] : [];
  if (type === 'number' && typeof value !== 'number') return [{ pointer, detail: 'must be a number' }];
  if (type !== 'number' && typeof value !== 'string') return [{ pointer, detail: 'must be text' }];
  if (type === 'dropdown' && !options?.includes(String(value)))
    return [{ pointer, detail: `must be one of: ${options?.join(', ')}` }];
  return [];
};

/** What a confirm lacks, or has too much, by what its session asks for; empty when nothing is wrong. */
export const collectedFaults = (asked: Asked, body: ConfirmSessionBody): readonly FieldFault[] => {
  const { collect, custom_fields: fields } = asked;
  const hasShipping =
    body.shipping_address !== null || (body.shipping_same_as_billing && body.billing_address !== null);
  const given = new Map(Object.entries(body.custom_fields));
  const known = new Set(fields.map(field => field.key));
  return [
    ...(collect.billing_address && !body.billing_address ? [missing('/billing_address')] : []),
    ...(collect.shipping_address && !hasShipping ? [missing('/shipping_address')] : []),
    ...(collect.phone && !body.payer?.phone ? [missing('/payer/phone')] : []),
    // A field may be called `constructor`, which every object has without being given one.
    ...fields.flatMap(field => fieldFault(field, given.get(field.key))),
    ...[...given.keys()]
      .filter(key => !known.has(key))
      .map(key => ({ pointer: `/custom_fields/${escaped(key)}`, detail: 'is not a field of this session' })),
  ];
};
