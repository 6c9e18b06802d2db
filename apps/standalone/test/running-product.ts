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

/** The whole product on a database of its own, and everybody who talks to it. */
export interface RunningProduct {
  readonly product: Product;
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

/** Starts it with two merchants, `Anvils & Sons` and `Other`; `env` goes over its settings. */
export const runProduct = async (env: Readonly<Record<string, string>> = {}): Promise<RunningProduct> => {
  const database = await testDatabase();
  const [key, otherKey] = [newKey(), newKey()];
  const product = await startProduct({
    DATABASE_URL: database.url,
    VAULT_KEY: randomBytes(32).toString('base64'),
    SANDBOX_API_KEY: `${key}:Anvils & Sons,${otherKey}:Other`,
    ...env,
  });
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
