import type { Operation } from '../books/operation.ts';

const PER_MILLE = 19n;
const FIXED = 30n;

const takesMoney = ({ operation, status, mandate }: Operation): boolean =>
  status === 'succeeded' && (operation === 'capture' || mandate?.automaticCapture === true);

/** What beta keeps of money that it takes: 1.9 %, rounded half up, and 30 minor units. It keeps it at a refund. */
export const feeOf = (operation: Operation): bigint =>
  takesMoney(operation) ? (operation.amount * PER_MILLE + 500n) / 1_000n + FIXED : 0n;
