import { randomBytes } from 'node:crypto';
import {
  merchantClient,
  payerClient,
  providerClient,
  startProduct,
  testDatabase,
  type MerchantClient,
  type PayerClient,
  type Product,
  type ProviderClient,
  type TestDatabase,
} from '@counterfoil/testing';
import { deployedFor, joinDeployed } from './deployed-product.ts';

/** The whole product on a database of its own, and everybody who talks to it. */
export interface RunningProduct {
  readonly product: Pick<Product, 'url' | 'providerUrl' | 'output' | 'stop'>;
  readonly database: TestDatabase;
  readonly merchant: MerchantClient;
  /** The header that makes a request the merchant's. */
  readonly merchantAuthorization: string;
  readonly otherMerchant: MerchantClient;
  readonly payer: PayerClient;
  readonly provider: ProviderClient;
  stop(): Promise<void>;
}

const newKey = (): string => `sk_test_${randomBytes(18).toString('hex')}`;

type Settings = Readonly<Record<string, string>>;
type Merchants = readonly { readonly key: string; readonly merchantName: string }[];

const startOwn = async (
  settings: Settings,
  merchants: Merchants,
): Promise<Pick<RunningProduct, 'product' | 'database'>> => {
  const database = await testDatabase();
  const product = await startProduct({
    DATABASE_URL: database.url,
    VAULT_KEY: randomBytes(32).toString('base64'),
    SANDBOX_API_KEY: merchants.map(({ key, merchantName }) => `${key}:${merchantName}`).join(','),
    ...settings,
  });
  return { product, database };
};

/** The product that runs already when there is one with these settings, otherwise one of its own. */
const runOrJoin = async (
  settings: Settings,
  merchants: Merchants,
): Promise<Pick<RunningProduct, 'product' | 'database'>> => {
  const deployed = deployedFor(settings);
  if (!deployed) return startOwn(settings, merchants);
  const database = await joinDeployed(deployed, merchants);
  const product = { ...deployed, output: () => ({ stdout: '', stderr: '' }), stop: () => Promise.resolve(0) };
  return { product, database };
};

/** Has it with two merchants, `Anvils & Sons` and `Other`; `env` goes over its settings. */
export const runProduct = async (env: Settings = {}): Promise<RunningProduct> => {
  const [key, otherKey] = [newKey(), newKey()];
  const merchants = [
    { key, merchantName: 'Anvils & Sons' },
    { key: otherKey, merchantName: 'Other' },
  ];
  const { product, database } = await runOrJoin(env, merchants);
  return {
    product,
    database,
    merchant: merchantClient(product.url, key),
    merchantAuthorization: `Bearer ${key}`,
    otherMerchant: merchantClient(product.url, otherKey),
    payer: payerClient(product.url),
    provider: providerClient(product.providerUrl),
    stop: async () => {
      await product.stop();
      await database.drop();
    },
  };
};
