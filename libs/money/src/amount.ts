import { z } from 'zod';

/** The largest amount one operation may carry, in minor units (domain.md). */
export const MAX_AMOUNT = 999_999_999_999n;

const between = (least: number) =>
  z.codec(
    z
      .int()
      .min(least)
      .max(Number(MAX_AMOUNT))
      .describe("In the currency's minor unit (ISO 4217): 1250 is EUR 12.50, JPY 1250"),
    z.bigint().min(BigInt(least)).max(MAX_AMOUNT),
    {
      decode: integer => BigInt(integer),
      encode: amount => Number(amount),
    },
  );

/** An amount in the currency's minor unit (ISO 4217 exponent): a JSON integer 1..999999999999, held as a bigint. */
export const minorUnits = between(1);

/** As `minorUnits`, zero included: what is left, released or already refunded. */
export const minorUnitsOrZero = between(0);
