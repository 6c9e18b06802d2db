import { runFlow } from './crash/through-crash.ts';

describe.each([
  ['apiOnly', ['idempotency-row-written', 'message-handled']],
  ['oneCall', ['payment-confirmed', 'answer-ready']],
  ['session', ['attempt-created', 'attempt-processing']],
] as const)('a payment (%s)', (flow, points) => {
  it.each(points)('survives a product that dies at %s at two starts in a row', async at => {
    expect(await runFlow(flow, { at, times: 2, comesBackLate: false })).toEqual(await runFlow(flow));
  });
});

it('a payment that twice did not reach its provider goes to the next, and the first one refuses it for ever', async () => {
  const charges = ['DECLINED', 'SUCCEEDED'];
  const crash = { at: 'provider-call', times: 2, comesBackLate: false, charges };
  expect(await runFlow('session', crash)).toEqual(await runFlow('session'));
});
