import currencyCodes from 'currency-codes';
import { z } from 'zod';

/** ISO 4217 codes that name no money anybody can pay with: metals, bond units, test and "no currency". */
const NOT_PAYABLE = new Set([
  'XAU',
  'XAG',
  'XPT',
  'XPD',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XSU',
  'XUA',
  'XTS',
  'XXX',
]);

const PAYABLE = new Set(currencyCodes.codes().filter(code => !NOT_PAYABLE.has(code)));

/** An ISO 4217 alphabetic code, upper case. */
export const currencyCode = z
  .string()
  .refine(code => PAYABLE.has(code), 'must be an ISO 4217 currency code in upper case, such as "EUR"')
  .meta({
    description: 'ISO 4217 alphabetic code, upper case',
    pattern: '^[A-Z]{3}$',
    examples: ['EUR', 'JPY', 'KWD'],
  });
