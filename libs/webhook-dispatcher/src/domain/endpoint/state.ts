import type { EndpointSettings } from '../parts.ts';

/** A secret by its version; it signs until `expiresAt` (null: until it is rotated). */
export interface SecretVersion {
  readonly version: number;
  readonly expiresAt: string | null;
}

interface EndpointFacts extends EndpointSettings {
  readonly endpointId: string;
  readonly merchantId: string;
  /** Newest first. */
  readonly secrets: readonly SecretVersion[];
  /** What was last said of its failing. */
  readonly failing: { readonly since: string; readonly percent: 50 | 75 } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type Endpoint =
  | ({ readonly status: 'ENABLED'; readonly disabledReason: null } & EndpointFacts)
  | ({ readonly status: 'DISABLED'; readonly disabledReason: 'requested' | 'gone' | 'failing' } & EndpointFacts)
  | ({ readonly status: 'DELETED'; readonly disabledReason: null } & EndpointFacts);

/** A webhook endpoint as folded from its events; NONE before the first. */
export type EndpointState = { readonly status: 'NONE' } | Endpoint;

export const initialEndpoint: EndpointState = { status: 'NONE' };
