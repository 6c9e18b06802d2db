import { element, mark } from './element.js';
import { money } from './money.js';
import { addressFields, cardFields, customFields, phoneField } from './parts.js';
import { sandboxHint } from './sandbox.js';

const ALERT = 'M12 8v5M12 16.5v.01M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18';
const LOCK = 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3';

const group = (title, ...content) =>
  element('fieldset', {}, element('legend', {}, title), element('div', { class: 'fields' }, ...content));

const elementsOf = ({ fields }) => fields.map(field => field.element);

/** What a session asks its payer for. `pay(body)` and `cancel()` are called when the payer wants to. */
export class PaymentForm {
  constructor(session, { pay, cancel }) {
    const { collect, custom_fields: wanted, amount, currency } = session;
    this.parts = { card: cardFields() };
    if (collect.phone) this.parts.phone = phoneField();
    if (collect.billing_address) this.parts.billing = addressFields('billing', '/billing_address');
    if (collect.shipping_address) this.parts.shipping = addressFields('shipping', '/shipping_address');
    this.parts.custom = customFields(wanted);
    this.fields = Object.values(this.parts).flatMap(({ fields }) => fields);
    this.label = `Pay ${money(amount, currency)}`;
    this.button = element('button', { type: 'submit', class: 'button primary pay' }, this.label);
    this.alert = element('div', { class: 'alert', role: 'alert', tabindex: '-1' });
    this.same = this.sameAddress();
    this.element = this.layOut(session, { pay, cancel });
  }

  /** Whether the goods go to who pays; null when that is no question. */
  sameAddress() {
    const { billing, shipping } = this.parts;
    if (!billing || !shipping) return null;
    const box = element('input', { type: 'checkbox', id: 'same-address', checked: true });
    this.shippingFields = element('div', { class: 'fields', hidden: true }, elementsOf(shipping));
    box.addEventListener('change', () => (this.shippingFields.hidden = box.checked));
    return box;
  }

  shippingGroup({ shipping }) {
    if (!this.same) return group('Shipping address', ...elementsOf(shipping));
    const label = element('label', { class: 'check', for: this.same.id }, this.same, ' Same as billing address');
    return element('fieldset', {}, element('legend', {}, 'Shipping address'), label, this.shippingFields);
  }

  layOut({ merchant_name: merchant }, { pay, cancel }) {
    const { card, phone, billing, shipping, custom } = this.parts;
    const submit = event => {
      event.preventDefault();
      if (!this.isBusy && this.check()) pay(this.body());
    };
    return element(
      'form',
      { novalidate: true, autocomplete: 'on', 'aria-label': 'Payment', onsubmit: submit },
      this.alert,
      group('Card', ...elementsOf(card)),
      sandboxHint(number => this.fillIn(number)),
      phone ? group('Contact', ...elementsOf(phone)) : null,
      billing ? group('Billing address', ...elementsOf(billing)) : null,
      shipping ? this.shippingGroup(this.parts) : null,
      custom.fields.length > 0 ? group('For the shop', ...elementsOf(custom)) : null,
      this.button,
      element('p', { class: 'assurance' }, mark(LOCK, 'glyph'), `${merchant} never sees your card number.`),
      element('button', { type: 'button', class: 'quiet', onclick: () => !this.isBusy && cancel() }, 'Cancel payment'),
    );
  }

  fillIn(number) {
    const values = [number, `12 / ${String(new Date().getFullYear() + 5).slice(-2)}`, '123'];
    this.parts.card.fields.forEach(({ control }, at) => {
      control.value = values[at];
      control.dispatchEvent(new Event('input'));
    });
    this.parts.card.fields.forEach(field => field.show(''));
    this.button.focus();
  }

  /** Checks what can be seen; the first wrong field gets the focus. */
  check() {
    const wrong = this.fields.filter(field => !field.isHidden && !field.check());
    wrong[0]?.control.focus();
    return wrong.length === 0;
  }

  /** What the API takes. */
  body() {
    const { card, phone, billing, shipping, custom } = this.parts;
    const isSame = this.same?.checked ?? false;
    return {
      payment_method: { type: 'card', card: card.value() },
      payer: phone ? { phone: phone.value() } : null,
      billing_address: billing ? billing.value() : null,
      shipping_address: shipping && !isSame ? shipping.value() : null,
      shipping_same_as_billing: isSame,
      custom_fields: custom.value(),
    };
  }

  /** While it is busy nothing can be sent again; the button keeps the focus. */
  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.button.setAttribute('aria-disabled', String(isBusy));
    this.button.classList.toggle('busy', isBusy);
    this.button.textContent = isBusy ? 'Paying…' : this.label;
    if (isBusy) this.alert.replaceChildren();
  }

  /** Says why this try did not pay. */
  complain(title, ...lines) {
    const said = [element('strong', {}, title), ...lines.filter(Boolean).map(line => element('p', {}, line))];
    this.alert.replaceChildren(mark(ALERT, 'glyph'), element('div', {}, said));
    this.alert.scrollIntoView({ block: 'nearest' });
  }

  /** After a decline: another card, please. */
  askAgain() {
    const [number] = this.parts.card.fields;
    number.control.focus({ preventScroll: true });
    number.control.select();
  }

  /** Shows each fault that the API found beside its field; one without a field here, above them all. */
  showFaults(errors) {
    const others = [];
    for (const { pointer, detail } of errors) {
      const field = this.fields.find(({ pointers, isHidden }) => !isHidden && pointers.includes(pointer));
      if (field) field.show(`${field.label} ${detail}.`);
      else others.push(`${pointer} ${detail}`);
    }
    if (others.length > 0) this.complain('The shop’s settings do not fit this form.', ...others);
    const wrong = this.fields.find(field => field.isWrong);
    (wrong?.control ?? this.alert).focus();
  }
}
