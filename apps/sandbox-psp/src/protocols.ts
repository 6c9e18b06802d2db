import { alpha } from './alpha/protocol.ts';
import { beta } from './beta/protocol.ts';
import type { Protocol } from './protocol.ts';
import type { Provider } from './providers.ts';

/** How each provider speaks. */
export const PROTOCOLS: Readonly<Record<Provider, Protocol>> = { alpha, beta };
