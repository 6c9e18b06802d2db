import { confirmSessionBody } from '@counterfoil/contracts/requests';
import { collectedFaults } from './collected.ts';

type Asked = Parameters<typeof collectedFaults>[0];
type Field = Asked['custom_fields'][number];

const nothing: Asked = {
  collect: { billing_address: false, shipping_address: false, phone: false },
  custom_fields: [],
};
const collecting = (what: Partial<Asked['collect']>): Asked => ({
  ...nothing,
  collect: { ...nothing.collect, ...what },
});
const asking = (...fields: readonly Partial<Field>[]): Asked => ({
  ...nothing,
  custom_fields: fields.map(field => ({
    key: 'k',
    label: 'K',
    type: 'text',
    required: false,
    options: null,
    ...field,
  })),
});
const address = { line1: 'Main St 1', city: 'Berlin', postal_code: '10115', country: 'DE' };

/** The faults of a confirm with `more` in its body, each as `pointer: what is wrong`. */
const faults = (asked: Asked, more: object = {}): readonly string[] => {
  const body = confirmSessionBody.parse({ payment_method: { type: 'card', token: 'pm_1' }, ...more });
  return collectedFaults(asked, body).map(({ pointer, detail }) => `${pointer}: ${detail}`);
};

describe('what a session collects', () => {
  it('is nothing unless it asks, and may be given all the same', () => {
    expect(faults(nothing)).toEqual([]);
    expect(faults(nothing, { billing_address: address, payer: { phone: '+491234567' } })).toEqual([]);
  });

  it('is all missing at once, each where it belongs', () => {
    const all = collecting({ billing_address: true, shipping_address: true, phone: true });
    const missing = ['/billing_address', '/shipping_address', '/payer/phone'];
    expect(faults(all)).toEqual(missing.map(pointer => `${pointer}: is required by this session`));
    expect(faults(all, { payer: { name: 'Ada' } })).toHaveLength(3);
    const given = { billing_address: address, shipping_address: address, payer: { phone: '+491234567' } };
    expect(faults(all, given)).toEqual([]);
  });

  it('is a shipping address, or that it is the billing address', () => {
    const shipping = collecting({ shipping_address: true });
    expect(faults(shipping, { shipping_address: address })).toEqual([]);
    expect(faults(shipping, { billing_address: address, shipping_same_as_billing: true })).toEqual([]);
    for (const more of [{ shipping_same_as_billing: true }, { billing_address: address }])
      expect(faults(shipping, more)).toEqual(['/shipping_address: is required by this session']);
  });
});

describe('a custom field', () => {
  it.each<[Partial<Field>, unknown]>([
    [{ type: 'text' }, 'anything'],
    [{ type: 'number' }, 0],
    [{ type: 'dropdown', options: ['S', 'L'] }, 'L'],
    [{ required: false }, undefined],
  ])('%j takes %j', (field, value) => {
    expect(faults(asking(field), { custom_fields: value === undefined ? {} : { k: value } })).toEqual([]);
  });

  it.each<[Partial<Field>, unknown, string]>([
    [{ required: true }, undefined, 'is required by this session'],
    [{ type: 'text' }, 1, 'must be text'],
    [{ type: 'number' }, '1', 'must be a number'],
    [{ type: 'dropdown', options: ['S', 'L'] }, 'M', 'must be one of: S, L'],
    [{ type: 'dropdown', options: ['1'] }, 1, 'must be text'],
  ])('%j does not take %j', (field, value, detail) => {
    const given = { custom_fields: value === undefined ? {} : { k: value } };
    expect(faults(asking(field), given)).toEqual([`/custom_fields/k: ${detail}`]);
  });

  it('that nobody asked for is refused', () => {
    expect(faults(asking({ key: 'size' }), { custom_fields: { size: 'S', colour: 'red' } })).toEqual([
      '/custom_fields/colour: is not a field of this session',
    ]);
  });

  it('is pointed at as JSON pointers are written', () => {
    expect(faults(asking({ key: 'a/b~c', required: true }))).toEqual([
      '/custom_fields/a~1b~0c: is required by this session',
    ]);
  });

  it.each(['toString', '__proto__', 'constructor'])('called %s is a field like any other', key => {
    expect(faults(asking({ key, required: true }))).toEqual([`/custom_fields/${key}: is required by this session`]);
  });
});
