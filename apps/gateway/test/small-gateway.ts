import { systemClock } from '@counterfoil/platform';
import { ApiKeys } from '@counterfoil/platform/auth';
import { apiKeyCallers } from '@counterfoil/platform/http';
import { IdentitySigner, type PrivateKey } from '@counterfoil/platform/identity';
import { createLogger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { Instances, openConnections } from '@counterfoil/service/remote';
import { createGateway, type Gateway } from '../src/application.ts';
import { Directory } from '../src/directory.ts';
import { Upstream } from '../src/upstream.ts';
import type { Pool } from 'pg';

export const KEY = 'sk_test_000000000000000000000001';

/** What a gateway in front of instances of services is made of; the services have been asked. */
export const smallGateway = async (
  pool: Pool,
  privateKey: PrivateKey,
  urls: Readonly<Record<string, readonly string[]>>,
  options: Pick<Gateway, 'timeouts' | 'rateLimitPerS'> = {},
) => {
  const apiKeys = await ApiKeys.open(pool);
  await apiKeys.register([{ key: KEY, merchantName: 'Anvils' }]);
  const log = createLogger('silent');
  const connections = openConnections();
  const upstream = new Upstream(await IdentitySigner.of(privateKey), connections);
  const services = Object.entries(urls).map(([service, of]) => new Instances(service, of));
  const directory = new Directory(services, upstream, log);
  await directory.refresh();
  const callers = apiKeyCallers(apiKeys);
  const gateway: Gateway = { callers, clock: systemClock, log, metrics: new Metrics(log), upstream, ...options };
  return { gateway, directory, connections, log };
};

/** A gateway in front of instances of services, listening. */
export const startSmallGateway = async (...parts: Parameters<typeof smallGateway>) => {
  const { gateway, directory, connections } = await smallGateway(...parts);
  const application = await createGateway(directory.known(), gateway);
  await application.listen(0, '127.0.0.1');
  return {
    url: await application.getUrl(),
    stop: async () => {
      await application.close();
      await connections.close();
    },
  };
};
