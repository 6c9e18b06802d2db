import { runFlow } from './crash/through-crash.ts';

describe.each([
  ['apiOnly', ['idempotency-row-written', 'message-handled']],
  ['oneCall', ['payment-confirmed', 'answer-ready']],
  ['session', ['attempt-created', 'provider-call']],
] as const)('a payment (%s)', (flow, points) => {
  it.each(points)('survives a product that dies at %s at two starts in a row', async at => {
    expect(await runFlow(flow, { at, times: 2, comesBackLate: false })).toEqual(await runFlow(flow));
  });
});
