/** ISO 4217 exponents other than 2. A browser's own differ: some follow how people write, not how amounts are counted. */
const DIGITS = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map(code => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map(code => [code, 3])),
  CLF: 4,
  UYW: 4,
};

/** How many digits of an amount of minor units are behind the point. */
export const digitsOf = currency => DIGITS[currency] ?? 2;

/** An amount of minor units as the payer's language writes it. */
export const money = (amount, currency, language = navigator.language) => {
  const digits = digitsOf(currency);
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, format).format(amount / 10 ** digits);
};
