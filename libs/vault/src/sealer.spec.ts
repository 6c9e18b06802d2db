import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CannotOpen, Sealer } from './sealer.ts';

const sealer = new Sealer(randomBytes(32));

describe('a sealer', () => {
  it('opens what it sealed, for the same place only', () =>
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (plaintext, aad, other) => {
        const sealed = sealer.seal(Buffer.from(plaintext), aad);
        expect(sealer.open(sealed, aad)).toEqual(Buffer.from(plaintext));
        if (other !== aad) expect(() => sealer.open(sealed, other)).toThrow(CannotOpen);
      }),
    ));

  it('opens nothing of which one bit was changed', () => {
    const sealed = sealer.seal('4242424242424242', 'pm_1');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => sealer.open(changed, 'pm_1')).toThrow(CannotOpen);
    }
  });

  it('opens nothing that was cut short', () => {
    const sealed = sealer.seal('4242424242424242', 'pm_1');
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => sealer.open(sealed.subarray(0, length), 'pm_1')).toThrow(CannotOpen);
  });

  it('seals the same text differently each time, beside the id of its key', () => {
    const [first, second] = [sealer.seal('text', ''), sealer.seal('text', '')];
    expect(first.equals(second)).toBe(false);
    expect(first.toString('hex', 0, 4)).toBe(sealer.keyId);
  });

  it('names the key that is missing when it meets what another key sealed', () => {
    const other = new Sealer(randomBytes(32));
    expect(() => sealer.open(other.seal('text', ''), '')).toThrow(other.keyId);
  });

  it('gives each purpose macs of its own, and the same ones after a restart', () => {
    const key = randomBytes(32);
    const [first, second] = [new Sealer(key), new Sealer(key)];
    expect(first.mac('a', 'data')).toEqual(second.mac('a', 'data'));
    expect(first.mac('a', 'data')).not.toEqual(first.mac('b', 'data'));
    expect(second.open(first.seal('text', 'aad'), 'aad').toString()).toBe('text');
  });
});
