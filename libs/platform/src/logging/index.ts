export { createLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export { scrubText } from './scrub.ts';
