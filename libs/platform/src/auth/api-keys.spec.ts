import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { isApiKey, newApiKey } from './api-key.ts';
import { ApiKeys } from './api-keys.ts';
import { Merchants } from './merchants.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
});

afterEach(() => database.drop());

describe('API keys', () => {
  it('each speak for a merchant of their own, the same after a restart', async () => {
    const [one, other] = [newApiKey(), newApiKey()];
    const entries = [one, other].map(key => ({ key, merchantName: 'Anvils' }));
    const before = await ApiKeys.open(database.pool);
    expect(await before.isEmpty()).toBe(true);
    await before.register(entries);
    const callers = [await before.find(one), await before.find(other)];
    expect(new Set(callers.map(caller => caller?.merchantId)).size).toBe(2);

    const after = await ApiKeys.open(database.pool);
    await after.register(entries);
    expect([await after.find(one), await after.find(other)]).toEqual(callers);
    expect(await after.isEmpty()).toBe(false);
  });

  it('are answered at once when asked for again', async () => {
    const key = newApiKey();
    const apiKeys = await ApiKeys.open(database.pool);
    await apiKeys.register([{ key, merchantName: 'Anvils' }]);
    const caller = await apiKeys.find(key);
    expect(apiKeys.find(key)).toBe(caller);
  });

  it('may be registered by several processes at once', async () => {
    const opened = [await ApiKeys.open(database.pool), await ApiKeys.open(database.pool)];
    const entries = [{ key: newApiKey(), merchantName: 'Anvils' }];
    await Promise.all(opened.map(apiKeys => apiKeys.register(entries)));
    expect((await database.pool.query('select from platform.merchants')).rowCount).toBe(1);
  });

  it('are unknown in any other form', async () => {
    const apiKeys = await ApiKeys.open(database.pool);
    const found = await Promise.all(
      ['', 'sk_test_', newApiKey(), `${newApiKey()}\0`].map(async key => apiKeys.find(key)),
    );
    expect(found).toEqual([null, null, null, null]);
  });

  it('are nowhere in the database', async () => {
    const key = newApiKey();
    expect(isApiKey(key)).toBe(true);
    await (await ApiKeys.open(database.pool)).register([{ key, merchantName: 'Anvils' }]);
    const { rows } = await database.pool.query(
      "select k::text, encode(k.key_hash, 'escape') from platform.api_keys k union all select m::text, '' from platform.merchants m",
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(key.slice(8));
  });
});

describe('a merchant', () => {
  it('has the name that its key came with last', async () => {
    const key = newApiKey();
    const apiKeys = await ApiKeys.open(database.pool);
    await apiKeys.register([{ key, merchantName: 'Anvils' }]);
    await apiKeys.register([{ key, merchantName: 'Anvils & Sons' }]);
    const caller = await apiKeys.find(key);
    expect(await new Merchants(database.pool).name(caller?.merchantId ?? '')).toBe('Anvils & Sons');
    expect(await new Merchants(database.pool).name('mer_unknown')).toBeNull();
  });
});
