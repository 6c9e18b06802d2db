import type { Settings } from '@counterfoil/platform/config';
import { Instances } from '@counterfoil/service/remote';

/** The services behind the gateway, by their processes' names, in the order of the document. */
export const services = (urls: Settings['serviceUrls']): readonly Instances[] => [
  new Instances('session', urls.session),
  new Instances('payment', urls.payment),
  new Instances('charge-attempt', urls.chargeAttempt),
  new Instances('webhook-dispatcher', urls.webhookDispatcher),
];
