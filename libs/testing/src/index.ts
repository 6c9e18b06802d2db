export { deciderSpec, sortedTransitions, walkTransitions } from './decider-spec.ts';
export { eventually } from './eventually.ts';
export { freePort } from './free-port.ts';
export { testDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
export { spawnProduct, startProduct, untilReady } from './product.ts';
export type { Product } from './product.ts';
