import { spawnEventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import { eventStoreContract } from '../event-store.contract.ts';
import { openEventStoreDbEventStore } from './eventstoredb-event-store.ts';

const serverUrl = process.env['EVENT_STORE_URL'] ?? '';

/** The log of a server is its own, and stays; that of the double goes with it. */
const openServer = async () =>
  /^(esdb|kurrentdb)/.test(serverUrl) ? { url: serverUrl, close: async () => {} } : spawnEventStoreDouble();

eventStoreContract('EventStoreDB', async () => {
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
});
