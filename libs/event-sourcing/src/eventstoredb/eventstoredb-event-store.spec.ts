import { spawnEventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import { eventStoreContract } from '../event-store.contract.ts';
import { openEventStoreDbEventStore } from './eventstoredb-event-store.ts';

const serverUrl = process.env['EVENT_STORE_URL'] ?? '';

const isServer = /^(esdb|kurrentdb)/.test(serverUrl);
/** The double is as slow as the client is, so it gets what a real server gets in part: 8,000 events, and 32 MiB that nobody pulls. */
const load = isServer ? undefined : { ofEachWriter: 500, notPulled: 32_000 };

/** The log of a server is its own, and stays; that of the double goes with it. */
const openServer = async () => (isServer ? { url: serverUrl, close: async () => {} } : spawnEventStoreDouble());

eventStoreContract(
  'EventStoreDB',
  async () => {
    const server = await openServer();
    const another = () => openEventStoreDbEventStore(server);
    const store = await another();
    return {
      store,
      another,
      close: async () => {
        await store.close();
        await server.close();
      },
    };
  },
  load,
);
