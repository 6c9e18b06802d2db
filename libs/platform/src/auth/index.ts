export { newApiKey } from './api-key.ts';
export { ApiKeys, merchantsSchema } from './api-keys.ts';
export { Merchants } from './merchants.ts';
