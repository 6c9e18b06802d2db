import type { Charges, CheckoutSessions, Payments } from '@counterfoil/contracts';
import type { IdentitySigner } from '@counterfoil/platform/identity';
import type { ProviderOutage } from '../provider-outage.ts';
import type { Drain } from '../test-clock/drain.ts';
import { remoteCharges } from './charges.ts';
import { remoteCheckoutSessions } from './checkout-sessions.ts';
import { drainServices } from './drain-services.ts';
import { remotePayments } from './payments.ts';
import { RemoteProviderOutage } from './provider-outage.ts';
import { openConnections } from './send.ts';
import { ServiceClient } from './service-client.ts';

/** The URLs of each service's instances; none where a process has no questions. */
export interface ServiceUrls {
  readonly session: readonly string[];
  readonly payment: readonly string[];
  readonly chargeAttempt: readonly string[];
  readonly webhookDispatcher: readonly string[];
}

/** What a process may ask of contexts that run elsewhere. */
export interface RemoteServices {
  readonly payments: Payments;
  readonly charges: Charges;
  readonly checkoutSessions: CheckoutSessions;
  readonly outage: ProviderOutage;
  /** Of every process of every service, this one too. */
  readonly work: Drain;
  close(): Promise<void>;
}

/** Asks other services as the process that `signer` signs for. */
export const openRemoteServices = (urls: ServiceUrls, signer: IdentitySigner): RemoteServices => {
  const connections = openConnections();
  const client = (service: string, of: readonly string[]): ServiceClient =>
    new ServiceClient(service, of, signer, connections);
  const session = client('session', urls.session);
  const payment = client('payment', urls.payment);
  const chargeAttempt = client('charge-attempt', urls.chargeAttempt);
  return {
    payments: remotePayments(payment),
    charges: remoteCharges(chargeAttempt),
    checkoutSessions: remoteCheckoutSessions(session),
    outage: new RemoteProviderOutage(chargeAttempt),
    work: drainServices([session, payment, chargeAttempt, client('webhook-dispatcher', urls.webhookDispatcher)]),
    // Whoever asked has been stopped: no answer is waited for.
    close: () => connections.destroy(),
  };
};
