import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.ts';

const fields = (details: readonly unknown[]): Record<string, unknown> => {
  const [detail, context] = details.length > 1 ? details : [undefined, ...details];
  return { context, ...(detail !== undefined && { detail }) };
};

/** Nest's own messages through our logger; what it tells about its start is of interest to a developer only. */
export const nestLogger = (logger: Logger): LoggerService => {
  const at =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...details: unknown[]): void => {
      if (Error.isError(message)) logger[level]({ ...fields(details), err: message }, message.message);
      else logger[level](fields(details), String(message));
    };
  return {
    log: at('debug'),
    debug: at('debug'),
    verbose: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
};
