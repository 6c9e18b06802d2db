import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger } from 'pino';
import { currentWork } from '../current-work.ts';
import { scrub } from './scrub.ts';
import { standardOutput } from './standard-output.ts';

export type LogLevel = LevelWithSilent;
export type { Logger };

const scrubbed = (argument: unknown): unknown => (Error.isError(argument) ? { err: scrub(argument) } : scrub(argument));

const traceInHand = (): object => {
  const work = currentWork();
  if (work === undefined) return {};
  return { trace_id: work.traceId, ...(work.spanId !== undefined && { span_id: work.spanId }) };
};

/**
 * Logs JSON lines, on stdout unless told otherwise; what a line carries is scrubbed first. A line about a request or a
 * message has its `trace_id`, and the `span_id` of the step that wrote it.
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
