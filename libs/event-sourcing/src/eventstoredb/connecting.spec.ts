import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@counterfoil/testing';
import { EventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import { logCertificate, logKey } from '../../test/log-certificate.ts';
import { appended, collect, idsOf, newCategory, newEvents, takeEvents } from '../contract/log-under-test.ts';
import { openEventStoreDbEventStore } from './eventstoredb-event-store.ts';

const SECRET = 'pa:ss@w0rd/?';
const credentials = { username: 'counterfoil', password: SECRET };

describe('connecting to EventStoreDB', () => {
  const doubles: EventStoreDouble[] = [];
  let folder: string;
  let caFile: string;

  const start = async (...options: Parameters<typeof EventStoreDouble.start>): Promise<EventStoreDouble> => {
    const double = await EventStoreDouble.start(...options);
    doubles.push(double);
    return double;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-ca-'));
    caFile = join(folder, 'ca.pem');
    await writeFile(caFile, logCertificate);
  });
  afterEach(() => Promise.all(doubles.splice(0).map(double => double.close())));
  afterAll(() => rm(folder, { recursive: true }));

  const secured = () => start({ tls: { key: logKey, certificate: logCertificate }, credentials });
  const secureUrl = (double: EventStoreDouble, password: string): string =>
    `esdb://counterfoil:${encodeURIComponent(password)}@127.0.0.1:${double.address.port}?tlsCAFile=${encodeURIComponent(caFile)}`;

  it('comes in over TLS with its user and password', async () => {
    const store = await openEventStoreDbEventStore({ url: secureUrl(await secured(), SECRET) });
    const stream = `${newCategory()}-1`;
    const events = newEvents(2);
    await appended(store, stream, 'no_stream', events);
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(events));
    expect(idsOf(await takeEvents(store.subscribe({ after: 0n }), 2))).toEqual(idsOf(events));
    await store.close();
  });

  it('says so at once when the password is wrong, and does not repeat it', async () => {
    const opening = openEventStoreDbEventStore({ url: secureUrl(await secured(), `${SECRET}!`) });
    await expect(opening).rejects.toMatchObject({
      code: 'event_store_refused',
      message: expect.not.stringContaining(SECRET),
    });
  });

  it('does not talk to a server whose certificate nobody vouches for', async () => {
    const { address } = await secured();
    await expect(
      openEventStoreDbEventStore({ url: `esdb://counterfoil:x@127.0.0.1:${address.port}` }),
    ).rejects.toMatchObject({ code: 'event_store_unreachable', message: expect.stringContaining('certificate') });
  });

  it('finds the leader of a cluster, by a list of servers one of which is down, or by a name', async () => {
    const leader = await start();
    const follower = await start({ clusterOf: leader });
    follower.leader = leader.address;
    const hosts = [await freePort(), follower.address.port].map(port => `127.0.0.1:${port}`);
    for (const url of [`esdb://${hosts.join(',')}?tls=false`, `kurrentdb+discover://${hosts[1]}?tls=false`]) {
      const before = leader.appended;
      const store = await openEventStoreDbEventStore({ url });
      await appended(store, `${newCategory()}-1`, 'no_stream', newEvents(1));
      expect(leader.appended).toBe(before + 1);
      await store.close();
    }
  });

  it('follows the leader when another server becomes it', async () => {
    const first = await start();
    const second = await start({ clusterOf: first });
    const store = await openEventStoreDbEventStore(first);
    const stream = `${newCategory()}-1`;
    const events = newEvents(20);
    const seen = takeEvents(store.subscribe({ after: 0n }), 20);
    await appended(store, stream, 'no_stream', events.slice(0, 10));
    first.leader = second.address;
    first.cut();
    await appended(store, stream, 9, events.slice(10));
    expect(second.appended).toBeGreaterThan(0);
    expect(idsOf(await seen)).toEqual(idsOf(events));
    await store.close();
  });
});
