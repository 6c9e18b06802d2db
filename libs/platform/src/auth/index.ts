export { newApiKey } from './api-key.ts';
export { ApiKeys } from './api-keys.ts';
export { Merchants } from './merchants.ts';
