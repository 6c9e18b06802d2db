import { Module, type Type } from '@nestjs/common';
import { systemClock } from '@counterfoil/platform';
import { createHttpApplication, identityCallers } from '@counterfoil/platform/http';
import { IdentitySigner, IdentityVerifier, newServiceKeys } from '@counterfoil/platform/identity';
import { createLogger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { openConnections } from './send.ts';
import { ServiceClient } from './service-client.ts';

export { remoteCharges } from './charges.ts';
export { remoteCheckoutSessions } from './checkout-sessions.ts';
export { remotePayments } from './payments.ts';

/** Two ends of a port: `client` asks, as the service `caller`, what `controller` answers from `port`. */
export const overNetwork = async (
  service: string,
  caller: string,
  controller: Type,
  port: { readonly provide: symbol; readonly useValue: unknown },
) => {
  const keys = await newServiceKeys([caller, service]);
  const logger = createLogger('silent');
  @Module({ controllers: [controller], providers: [port] })
  class OtherEnd {}
  const application = await createHttpApplication(OtherEnd, {
    callers: identityCallers(new IdentityVerifier(service, keys.publicKeys)),
    clock: systemClock,
    logger,
    metrics: new Metrics(logger),
  });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  const connections = openConnections();
  const signer = await IdentitySigner.of(keys.privateKeys[caller]!);
  return {
    url,
    application,
    client: new ServiceClient(service, [url], signer, connections),
    async close(): Promise<void> {
      await connections.destroy();
      await application.close();
    },
  };
};
