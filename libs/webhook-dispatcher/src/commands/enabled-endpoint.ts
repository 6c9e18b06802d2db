import { Problem } from '@counterfoil/platform';
import { existing } from '@counterfoil/service';
import type { Endpoint } from '../domain/endpoint/state.ts';
import { ownedBy, type EndpointAggregate } from '../endpoint-aggregate.ts';

/** The merchant's endpoint, to which something is about to be sent. @throws Problem not_found, webhook_endpoint_disabled */
export const enabledEndpoint = async (
  endpoints: EndpointAggregate,
  merchantId: string,
  endpointId: string,
): Promise<Endpoint> => {
  const { state } = await endpoints.load(endpointId);
  const endpoint = existing(ownedBy(merchantId)(state) ? state : null);
  if (endpoint.status === 'DISABLED')
    throw new Problem('webhook_endpoint_disabled', 'The endpoint is disabled; enable it first.');
  return endpoint;
};
