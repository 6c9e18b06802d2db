import { accept } from '@counterfoil/event-sourcing/decider';
import type { Rule } from './rule.ts';

export const create: Rule<'CreatePayment'> = ({ type: _, now, ...facts }) =>
  accept({ type: 'PaymentCreated', at: now, ...facts });
