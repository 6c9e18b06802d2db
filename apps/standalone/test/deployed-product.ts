import { ApiKeys } from '@counterfoil/platform/auth';
import type { Product, TestDatabase } from '@counterfoil/testing';
import { Pool } from 'pg';

/** Names a product that runs already, as JSON of `DeployedProduct`: set by who runs specs against it. */
const VARIABLE = 'DEPLOYED_PRODUCT';

/** A product that runs for more than one spec. */
export interface DeployedProduct extends Pick<Product, 'url' | 'providerUrl'> {
  readonly databaseUrl: string;
  /** Its settings, as far as specs ask for them. */
  readonly env: Readonly<Record<string, string>>;
}

/** For the environment of a test run whose specs are to find `product`. */
export const deployedEnv = (product: DeployedProduct): Readonly<Record<string, string>> => ({
  [VARIABLE]: JSON.stringify(product),
});

/** The product that runs already, for a spec that asks for no setting that it does not have; null: start another. */
export const deployedFor = (env: Readonly<Record<string, string>>): DeployedProduct | null => {
  const said = process.env[VARIABLE];
  if (said === undefined) return null;
  const deployed = JSON.parse(said) as DeployedProduct;
  return Object.entries(env).every(([name, value]) => deployed.env[name] === value) ? deployed : null;
};

/** Its database, with two merchants of a spec's own in it; `drop` leaves it to the others. */
export const joinDeployed = async (
  { databaseUrl }: DeployedProduct,
  merchants: Parameters<ApiKeys['register']>[0],
): Promise<TestDatabase> => {
  const pool = new Pool({ connectionString: databaseUrl });
  await new ApiKeys(pool).register(merchants);
  return { url: databaseUrl, pool, drop: () => pool.end() };
};
