import { runFlow } from './crash/through-crash.ts';

it.each([
  ['idempotency-row-written', 'apiOnly'],
  ['payment-confirmed', 'oneCall'],
  ['attempt-created', 'session'],
  ['provider-call', 'session'],
  ['answer-ready', 'oneCall'],
  ['message-handled', 'apiOnly'],
] as const)('a product that dies at %s at two starts in a row (%s)', async (at, flow) => {
  expect(await runFlow(flow, { at, times: 2, comesBackLate: false })).toEqual(await runFlow(flow));
});
