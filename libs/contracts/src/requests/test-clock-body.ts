import { z } from 'zod';

/** `POST /v1/test-clock/advance` (api.md, "Settings"). */
export const advanceClockBody = z.strictObject({ seconds: z.int().min(0).describe('Whole ones') });

export type AdvanceClockBody = z.infer<typeof advanceClockBody>;
