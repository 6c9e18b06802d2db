import { currencyCode } from './currency.ts';

describe('currency codes', () => {
  it.each(['EUR', 'TRY', 'JPY', 'KWD', 'XOF', 'ZWG'])('takes %s', code => expect(currencyCode.parse(code)).toBe(code));

  it.each(['eur', 'EURO', 'XXX', 'XTS', 'XAU', 'DEM', '', '978'])('refuses %p', code =>
    expect(currencyCode.safeParse(code).success).toBe(false),
  );
});
