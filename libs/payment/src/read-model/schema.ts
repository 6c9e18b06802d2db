import type { Schema } from '@counterfoil/platform/postgres';

/** The tables of this context. */
export const paymentSchema: Schema = { name: 'payment', migrations: new URL('./migrations/', import.meta.url) };
