/** What a payment has in none but some of its statuses, as it is in the others. */
export const NOTHING = {
  charge: null,
  nextAction: null,
  challengedAttemptId: null,
  pendingOperation: null,
  cancellationReason: null,
} as const;
