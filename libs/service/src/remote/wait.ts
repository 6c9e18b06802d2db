import { z } from 'zod';
import { OUTCOME_WAIT_MS } from '../tokens.ts';

/** How long an instance may be asked to wait for something to happen, milliseconds. */
export const wait = z.int().min(0).max(OUTCOME_WAIT_MS);
