export { minorUnits, minorUnitsOrZero, MAX_AMOUNT } from './amount.ts';
export { currencyCode } from './currency.ts';
