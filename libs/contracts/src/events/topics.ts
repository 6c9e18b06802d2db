/** One topic a context; the key is the aggregate's id (api.md, "Topics"). */
export const topics = {
  session: 'counterfoil.session.v1',
  payment: 'counterfoil.payment.v1',
  chargeAttempt: 'counterfoil.charge_attempt.v1',
} as const;
