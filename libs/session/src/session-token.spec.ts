import { Sealer } from '@counterfoil/vault';
import { hashOfToken, isTokenOf, SessionTokens } from './session-token.ts';

const ID = 'cs_01kaj0wq2rf5e8m9t1v3x7z2b4';
const tokens = new SessionTokens(new Sealer(Buffer.alloc(32, 1)));
const others = new SessionTokens(new Sealer(Buffer.alloc(32, 2)));

describe("a session's token", () => {
  it('is the same each time, so that a retried create shows the same one', () => {
    expect(tokens.of(ID)).toBe(tokens.of(ID));
  });

  it('leads to its session and carries 256 bits that only the holder of the vault key can compute', () => {
    const token = tokens.of(ID);
    expect(token).toMatch(/^cst_01kaj0wq2rf5e8m9t1v3x7z2b4[\w-]{43}$/);
    expect(tokens.sessionIdOf(token)).toBe(ID);
    expect(others.of(ID).slice(30)).not.toBe(token.slice(30));
    expect(tokens.of(ID.replace('cs_0', 'cs_1')).slice(30)).not.toBe(token.slice(30));
  });

  it.each([
    '',
    'cst_',
    ID,
    `cst_${ID}`,
    'cst_01KAJ0WQ2RF5E8M9T1V3X7Z2B4x',
    'pay_01kaj0wq2rf5e8m9t1v3x7z2b4x',
    'cst_../x',
  ])('is not %s', text => {
    expect(tokens.sessionIdOf(text)).toBeNull();
  });

  it('is known again by its hash, in full only', () => {
    const token = tokens.of(ID);
    const hash = hashOfToken(token);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(isTokenOf(hash, token)).toBe(true);
    for (const other of [token.slice(0, -1), `${token}x`, token.toUpperCase(), others.of(ID), '', 'x'.repeat(10_000)])
      expect(isTokenOf(hash, other)).toBe(false);
  });
});
