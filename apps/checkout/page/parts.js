import { brandOf, cardOf, expiry, faults, grouped } from './card.js';
import { countries, likelyCountry } from './countries.js';
import { element } from './element.js';
import { choiceField, textField } from './fields.js';

// Each part of the form has `fields`, and `value()`: what the API takes of it.

const CARD = '/payment_method/card';

/** Rewrites what is typed, and leaves the caret behind the same digit. */
const keepForm = (input, format) =>
  input.addEventListener('input', ({ inputType = '' }) => {
    const digitsBefore = input.value.slice(0, input.selectionStart ?? 0).replaceAll(/\D/g, '').length;
    const isAtEnd = input.selectionStart === input.value.length;
    input.value = format(input.value, inputType.startsWith('delete'));
    if (isAtEnd || document.activeElement !== input) return;
    let caret = 0;
    for (let digits = 0; digits < digitsBefore && caret < input.value.length; caret += 1)
      if (/\d/.test(input.value[caret])) digits += 1;
    input.setSelectionRange(caret, caret);
  });

const numeric = { inputmode: 'numeric', spellcheck: 'false' };

export const cardFields = () => {
  const brand = element('span', { class: 'brand', 'aria-hidden': 'true' });
  const number = textField(
    { ...numeric, autocomplete: 'cc-number' },
    { label: 'Card number', pointers: [`${CARD}/number`, CARD, '/payment_method'], fault: faults.number, extra: brand },
  );
  const expires = textField(
    { ...numeric, autocomplete: 'cc-exp', placeholder: 'MM / YY' },
    { label: 'Expiry date', pointers: [`${CARD}/exp_month`, `${CARD}/exp_year`], fault: faults.expiry, size: 'half' },
  );
  const cvc = textField(
    { ...numeric, autocomplete: 'cc-csc', maxlength: '4' },
    { label: 'Security code', pointers: [`${CARD}/cvc`], fault: faults.cvc, size: 'half' },
  );
  keepForm(number.control, grouped);
  keepForm(expires.control, expiry);
  number.control.addEventListener('input', () => (brand.textContent = brandOf(number.value)));
  return { fields: [number, expires, cvc], value: () => cardOf(number.value, expires.value, cvc.value) };
};

/** The address at `pointer`; `kind` is billing or shipping. */
export const addressFields = (kind, pointer) => {
  const line = (name, label, autocomplete, more = {}) =>
    textField(
      { autocomplete: `${kind} ${autocomplete}`, maxlength: name === 'postal_code' ? '50' : '255' },
      { label, pointers: [`${pointer}/${name}`], ...more },
    );
  const named = {
    line1: line('line1', 'Street and number', 'address-line1', { pointers: [`${pointer}/line1`, pointer] }),
    line2: line('line2', 'Flat, floor, company', 'address-line2', { isRequired: false }),
    postal_code: line('postal_code', 'Postal code', 'postal-code', { isRequired: false, size: 'third' }),
    city: line('city', 'City', 'address-level2', { size: 'two-thirds' }),
    state: line('state', 'State or province', 'address-level1', { isRequired: false, size: 'half' }),
    country: choiceField(
      countries(),
      likelyCountry(),
      { autocomplete: `${kind} country` },
      { label: 'Country', pointers: [`${pointer}/country`], size: 'half' },
    ),
  };
  const value = () => Object.fromEntries(Object.entries(named).map(([name, field]) => [name, field.value || null]));
  return { fields: Object.values(named), value };
};

const asNumber = text => Number(text.replace(',', '.'));

const customField = ({ key, label, type, required, options }) => {
  const pointer = `/custom_fields/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const settings = { label, pointers: [pointer], isRequired: required };
  if (type === 'dropdown')
    return [
      key,
      type,
      choiceField(
        options.map(option => [option, option]),
        null,
        {},
        settings,
      ),
    ];
  if (type === 'text') return [key, type, textField({ maxlength: '500' }, settings)];
  const fault = text => (Number.isFinite(asNumber(text)) ? '' : 'Enter a number.');
  return [key, type, textField({ inputmode: 'decimal' }, { ...settings, fault })];
};

/** What the merchant wants to know besides. */
export const customFields = wanted => {
  const named = wanted.map(customField);
  const given = () => named.filter(([, , field]) => field.value !== '');
  const valueOf = (type, field) => (type === 'number' ? asNumber(field.value) : field.value);
  const value = () => Object.fromEntries(given().map(([key, type, field]) => [key, valueOf(type, field)]));
  return { fields: named.map(([, , field]) => field), value };
};

export const phoneField = () => {
  const pointers = ['/payer/phone', '/payer'];
  const attributes = { type: 'tel', autocomplete: 'tel', maxlength: '50' };
  const field = textField(attributes, { label: 'Phone number', pointers });
  return { fields: [field], value: () => field.value };
};
