export { minorUnits, minorUnitsOrZero, MAX_AMOUNT } from './amount.ts';
export { currencyCode } from './currency.ts';
export { fromMajorUnits, toMajorUnits } from './major-units.ts';
