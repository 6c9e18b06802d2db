import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository; with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
