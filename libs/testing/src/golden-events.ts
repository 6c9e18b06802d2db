import { readdirSync, readFileSync } from 'node:fs';
import type { EventCodec, JsonObject, TypedEvent } from '@counterfoil/event-sourcing';

/** What the log holds of one event, written down once in `<Type>.v<schemaVersion>.json` and never changed. */
interface Golden {
  readonly data: JsonObject;
  readonly schemaVersion: number;
}

/** Circumstances that say nothing of the event. */
const metadata = {
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  causationId: 'golden',
  merchantId: 'mer_1',
  paymentId: null,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
};

/** Proves that every event that was ever stored can be read, by the golden files in `folder` (a URL that ends in `/`). */
export const goldenEvents = <Event extends TypedEvent>(codec: EventCodec<Event>, folder: URL): void => {
  const decode = (type: string, { data, schemaVersion }: Golden): Event =>
    codec.decode({ type, data, metadata: { ...metadata, schemaVersion } });
  const goldens = readdirSync(folder).map(file => ({
    file,
    type: file.replace(/\..*/, ''),
    golden: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden,
  }));

  describe('what the log may hold', () => {
    it.each(goldens)('can be read: $file', ({ file, type, golden }) => {
      expect(file).toBe(`${type}.v${golden.schemaVersion}.json`);
      const written = codec.encode(decode(type, golden));
      // Of the newest version exactly what was read is written; older ones are not written any more.
      if (written.schemaVersion === golden.schemaVersion) expect(written).toEqual(golden);
      else expect(decode(type, written)).toEqual(decode(type, golden));
    });

    it('has a golden file for every version of every type', () => {
      const wanted = codec.types.flatMap(type => {
        const known = goldens.find(golden => golden.type === type);
        const newest = known ? codec.encode(decode(type, known.golden)).schemaVersion : 1;
        return Array.from({ length: newest }, (_, index) => `${type}.v${index + 1}.json`);
      });
      expect(goldens.map(golden => golden.file).sort()).toEqual(wanted.sort());
    });
  });
};
