import { EmbeddedPostgresError } from '@counterfoil/embedded-postgres';
import { SettingError } from '@counterfoil/platform/config';
import { scrubText } from '@counterfoil/platform/logging';
import { StartFailure } from './start-failure.ts';

const sayingOf = (error: unknown, otherwise: string): string => {
  // What failed, rather than what then failed in cleaning up after it.
  if (error instanceof SuppressedError) return sayingOf(error.suppressed, otherwise);
  if (error instanceof StartFailure || error instanceof SettingError || error instanceof EmbeddedPostgresError)
    return error.message;
  return `${otherwise}: ${scrubText(error instanceof Error ? error.message : String(error))}`;
};

/** One line on stderr, no stack, then exit code 1: whoever started this needs to know what to change. */
export const fail = (error: unknown, otherwise = 'Counterfoil could not start'): never => {
  process.stderr.write(`${sayingOf(error, otherwise).replaceAll(/\s+/g, ' ')}\n`);
  process.exit(1);
};
