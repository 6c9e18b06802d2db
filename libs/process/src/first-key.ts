import { type ApiKeys, newApiKey } from '@counterfoil/platform/auth';

/**
 * Makes the first key, when there is none. The last step of a start: one that fails or is killed before shows no key, and
 * the next start makes another.
 */
export const firstKey = async (apiKeys: ApiKeys): Promise<string | null> => {
  if (!(await apiKeys.isEmpty())) return null;
  const key = newApiKey();
  await apiKeys.register([{ key, merchantName: 'Sandbox merchant' }]);
  return key;
};
