import { answerSeal } from '../../test/answer-seal.ts';
import { kept } from './scope.ts';

const seal = answerSeal('secret');
const scopeOf = (key: string): string => `mer_1 POST /v1/payments ${key}`;

describe('the scope that a row holds', () => {
  it('is the request’s own, for any usual key', () => {
    for (const key of ['order-17', 'b9393177-4a20-4e9c-92bc-87e181ce38a4', '4242424242424241'])
      expect(kept(scopeOf(key), seal)).toBe(scopeOf(key));
  });

  it.each(['4929001337042863', '4929 0013 3704 2863', 'order 4929-0013-3704-2863', 'sk_test_abcdefghijklmnopqrstuvwx'])(
    'does not tell %p, and is the same each time',
    key => {
      const scope = kept(scopeOf(key), seal);
      expect(scope).toMatch(/^hashed [\w-]{43}$/);
      expect(kept(scopeOf(key), answerSeal('secret'))).toBe(scope);
      expect(kept(scopeOf(key), answerSeal('other'))).not.toBe(scope);
    },
  );
});
