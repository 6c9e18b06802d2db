import type { Schema } from '@counterfoil/platform/postgres';

/** The tables of this context. */
export const sessionSchema: Schema = { name: 'session', migrations: new URL('./migrations/', import.meta.url) };
