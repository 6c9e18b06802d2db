import { destination, pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger } from 'pino';
import { scrub } from './scrub.ts';

export type LogLevel = LevelWithSilent;
export type { Logger };

const scrubbed = (argument: unknown): unknown => (Error.isError(argument) ? { err: scrub(argument) } : scrub(argument));

/**
 * Logs JSON lines, on stdout unless told otherwise; what a line carries is scrubbed first. A line is written before the
 * call returns, so that a kill loses none.
 */
export const createLogger = (
  level: LogLevel,
  stream: DestinationStream = destination({ dest: 1, sync: true }),
): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args;
          const message = Error.isError(first) && rest.length === 0 ? [scrub(first.message)] : rest.map(scrub);
          method.apply(this, [scrubbed(first), ...message] as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
