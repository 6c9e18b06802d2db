import { element } from './element.js';

const MISSING = { input: 'Please fill this in.', select: 'Please choose one.' };

let made = 0;

/**
 * A labelled control, its hint and its fault. `pointers`: where the API would find its value; `fault(text)`: what is wrong
 * with it, '' when nothing is.
 */
export class Field {
  constructor(
    control,
    { label, pointers, hint = null, isRequired = true, fault = () => '', size = 'whole', extra = null },
  ) {
    const id = `field-${(made += 1)}`;
    this.label = label;
    this.pointers = pointers;
    this.control = control;
    this.isRequired = isRequired;
    this.fault = fault;
    this.isWrong = false;
    this.error = element('p', { class: 'fault', id: `${id}-fault`, hidden: true });
    this.hint = hint && element('p', { class: 'hint', id: `${id}-hint` }, hint);
    control.id = id;
    control.required = isRequired;
    this.describe();
    const optional = isRequired ? null : element('span', { class: 'optional' }, ' (optional)');
    this.element = element(
      'div',
      { class: `field ${size}` },
      element('label', { for: id }, label, optional),
      element('div', { class: 'control' }, control, extra),
      this.hint,
      this.error,
    );
    control.addEventListener('input', () => this.isWrong && this.check());
    control.addEventListener('change', () => this.value !== '' && this.check());
  }

  /** Without the space around it. */
  get value() {
    return this.control.value.trim();
  }

  get isHidden() {
    return this.control.closest('[hidden]') !== null;
  }

  /** Shows what is wrong, and says whether something is. */
  check() {
    const isMissing = this.isRequired && this.value === '';
    const text = this.fault(this.value) || (isMissing ? MISSING[this.control.localName] : '');
    this.show(text);
    return text === '';
  }

  /** Shows a fault; '' takes it away. */
  show(text) {
    this.isWrong = text !== '';
    this.error.textContent = text;
    this.error.hidden = !this.isWrong;
    this.describe();
  }

  describe() {
    const ids = [this.isWrong && this.error.id, this.hint?.id].filter(Boolean).join(' ');
    if (ids === '') this.control.removeAttribute('aria-describedby');
    else this.control.setAttribute('aria-describedby', ids);
    this.control.setAttribute('aria-invalid', String(this.isWrong));
  }
}

/** A line of text. `attributes` are the input's. No control has a name: the browser itself never sends this form. */
export const textField = (attributes, options) =>
  new Field(element('input', { type: 'text', autocomplete: 'off', ...attributes }), options);

/** One of `choices`, `[value, text]` each. */
export const choiceField = (choices, chosen, attributes, options) => {
  const none = element('option', { value: '' }, 'Choose…');
  const listed = choices.map(([value, text]) => element('option', { value, selected: value === chosen }, text));
  return new Field(element('select', attributes, none, listed), options);
};
