import { publicEvents } from '@counterfoil/contracts';
import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { loadSettings } from '@counterfoil/platform/config';
import { eventsPage } from './events-page.ts';

describe('docs/events.md', () => {
  it('has a row for every public event, with what it carries', () => {
    const rows = Array.from(
      eventsPage().matchAll(/^\| `([\w.]+)` \| \S.* \| `\w+`.* \| (?:yes)? ?\|$/gm),
      ([, type]) => type,
    );
    expect(rows.toSorted()).toEqual(Object.keys(publicEvents).toSorted());
  });
});

describe('docs/asyncapi.json', () => {
  it('makes topics as the settings do, unless they say otherwise', () => {
    const { kafkaPartitions, kafkaReplication } = loadSettings({});
    for (const { bindings } of Object.values(asyncApiDocument().channels))
      expect(bindings.kafka).toMatchObject({ partitions: kafkaPartitions, replicas: kafkaReplication });
  });
});
