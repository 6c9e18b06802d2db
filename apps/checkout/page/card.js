const BRANDS = [
  ['Visa', /^4/],
  ['Mastercard', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['American Express', /^3[47]/],
  ['Discover', /^(6011|64[4-9]|65)/],
  ['Diners Club', /^3(0[0-5]|095|[689])/],
  ['JCB', /^35(2[89]|[3-8])/],
  ['UnionPay', /^(62|81)/],
];
const LONGEST = 19;

const digitsOf = text => text.replaceAll(/\D/g, '');

/** The scheme that a card number belongs to; '' as long as it is not known. */
export const brandOf = number => BRANDS.find(([, range]) => range.test(digitsOf(number)))?.[0] ?? '';

/** A card number in the groups that are printed on the card. */
export const grouped = number => {
  const digits = digitsOf(number).slice(0, LONGEST);
  const groups = /^3[47]/.test(digits)
    ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?/
    : /(\d{1,4})(\d{1,4})?(\d{1,4})?(\d{1,4})?(\d{1,3})?/;
  return (groups.exec(digits) ?? []).slice(1).filter(Boolean).join(' ');
};

/** `MM / YY` of what was typed, pasted or filled in: 1230, 12/30, 12/2030. A first digit above 1 is a month. */
export const expiry = (text, isDeleting = false) => {
  let digits = digitsOf(text);
  if (/^[2-9]|^1\D/.test(text)) digits = `0${digits}`;
  const [month, year] = [digits.slice(0, 2), digits.length === 6 ? digits.slice(4) : digits.slice(2, 4)];
  if (year === '') return month.length === 2 && !isDeleting ? `${month} / ` : month;
  return `${month} / ${year}`;
};

const passesLuhn = digits =>
  [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) %
    10 ===
  0;

/** What is wrong with a field of the card; '' when nothing is. An expiry in the past is for the server to say. */
export const faults = {
  number: text => {
    const digits = digitsOf(text);
    if (digits === '') return 'Enter your card number.';
    if (digits.length < 12) return 'This card number is too short.';
    return passesLuhn(digits) ? '' : 'Check the card number: there is a typing error.';
  },
  expiry: text => {
    if (text === '') return 'Enter the expiry date.';
    if (!/^\d\d \/ \d\d$/.test(text)) return 'Enter month and year, such as 04 / 30.';
    const month = Number(text.slice(0, 2));
    return month >= 1 && month <= 12 ? '' : 'The month is between 01 and 12.';
  },
  cvc: text => {
    if (text === '') return 'Enter the security code.';
    return /^\d{3,4}$/.test(text) ? '' : 'The security code has 3 or 4 digits.';
  },
};

/** The card as the API takes it. */
export const cardOf = (number, expires, cvc) => ({
  number: digitsOf(number),
  exp_month: Number(expires.slice(0, 2)),
  exp_year: 2000 + Number(expires.slice(-2)),
  cvc,
});
