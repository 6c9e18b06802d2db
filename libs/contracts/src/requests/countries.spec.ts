import { countryCode } from './countries.ts';

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const accepted = LETTERS.flatMap(one => LETTERS.map(other => one + other)).filter(
  code => countryCode.safeParse(code).success,
);

describe('a country', () => {
  it('is one of the 249 that ISO 3166-1 has assigned, each of them known to Unicode too', () => {
    expect(accepted).toHaveLength(249);
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    expect(accepted.filter(code => names.of(code) === undefined)).toEqual([]);
  });

  it.each(['UK', 'EU', 'XK', 'ZZ', 'XX', 'SU', 'de', 'DEU', ''])('is never %j', code =>
    expect(countryCode.safeParse(code).success).toBe(false),
  );
});
