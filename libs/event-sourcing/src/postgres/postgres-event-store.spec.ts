import { testDatabase } from '@counterfoil/testing';
import { eventStoreContract } from '../event-store.contract.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';

eventStoreContract('PostgreSQL', async () => {
  const { url, drop } = await testDatabase();
  const another = () => openPostgresEventStore({ url });
  const store = await another();
  return {
    store,
    another,
    close: async () => {
      await store.close();
      await drop();
    },
  };
});
