import fc from 'fast-check';
import { v5 } from 'uuid';
import { deriveId, deriveUuid } from './ids.ts';

const now = new Date('2026-11-21T10:00:00.000Z');

describe('derived identifiers', () => {
  it('gives the same id for the same seed', () => {
    expect(deriveId('pay', now, 'a')).toBe(deriveId('pay', now, 'a'));
    expect(deriveUuid('a', 'b')).toBe(deriveUuid('a', 'b'));
  });

  it('derives UUIDs of version 5 from its own namespace, as the library does', () => {
    const namespace = '6c1d8a4e-2f57-5b0a-9a53-0c0f6e1b7d42';
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), name => {
        expect(deriveUuid(...name)).toBe(v5(Buffer.from(name.join('\n')), namespace));
      }),
    );
  });

  it('gives another id for another seed, prefix or name', () => {
    const ids = [deriveId('pay', now, 'a'), deriveId('pay', now, 'b'), deriveId('cs', now, 'a')];
    expect(new Set(ids.map(id => id.slice(-16))).size).toBe(3);
  });

  it('orders by time', () => {
    const later = new Date(now.getTime() + 1);
    expect(deriveId('pay', now, 'z') < deriveId('pay', later, 'a')).toBe(true);
  });
});
