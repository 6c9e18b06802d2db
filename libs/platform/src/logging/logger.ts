import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger } from 'pino';
import { currentTraceId } from '../current-work.ts';
import { scrub } from './scrub.ts';
import { standardOutput } from './standard-output.ts';

export type LogLevel = LevelWithSilent;
export type { Logger };

const scrubbed = (argument: unknown): unknown => (Error.isError(argument) ? { err: scrub(argument) } : scrub(argument));

const traceInHand = (): object => {
  const traceId = currentTraceId();
  return traceId === undefined ? {} : { trace_id: traceId };
};

/**
 * Logs JSON lines, on stdout unless told otherwise; what a line carries is scrubbed first. A line about a request or a
 * message has its `trace_id`.
 */
export const createLogger = (level: LogLevel, stream: DestinationStream = standardOutput()): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      mixin: traceInHand,
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
