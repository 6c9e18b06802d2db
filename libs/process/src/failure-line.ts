import { EmbeddedPostgresError } from '@counterfoil/embedded-postgres';
import { SettingError } from '@counterfoil/platform/config';
import { scrubText } from '@counterfoil/platform/logging';
import { SchemaMismatch } from '@counterfoil/platform/postgres';
import { StartFailure } from './start-failure.ts';

/** Errors whose message says it all. */
const TOLD = [StartFailure, SettingError, SchemaMismatch, EmbeddedPostgresError] as const;

const sayingOf = (error: unknown, otherwise: string): string => {
  // What failed, rather than what then failed in cleaning up after it.
  if (error instanceof SuppressedError) return sayingOf(error.suppressed, otherwise);
  if (TOLD.some(kind => error instanceof kind)) return (error as Error).message;
  return `${otherwise}: ${scrubText(error instanceof Error ? error.message : String(error))}`;
};

/** One line on stderr, no stack, then exit code 1: whoever started this needs to know what to change. */
export const fail = (error: unknown, otherwise = 'Counterfoil could not start'): never => {
  process.stderr.write(`${sayingOf(error, otherwise).replaceAll(/\s+/g, ' ')}\n`);
  process.exit(1);
};
