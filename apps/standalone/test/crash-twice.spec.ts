import { Stage } from './crash/stage.ts';

// A stage each: the product that dies has handled nothing before, and its database knows no checkpoint yet.
let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

describe.each([
  ['apiOnly', ['idempotency-row-written', 'message-handled']],
  ['oneCall', ['payment-confirmed', 'answer-ready']],
  ['session', ['attempt-created', 'attempt-processing']],
] as const)('a payment (%s)', (flow, points) => {
  it.each(points)('survives a product that dies at %s at two starts in a row', async at => {
    expect(await stage.play(flow, { at, times: 2, comesBackLate: false })).toEqual(await stage.play(flow));
  });
});

it('a payment that twice did not reach its provider goes to the next, and the first one refuses it for ever', async () => {
  const charges = ['DECLINED', 'SUCCEEDED'];
  const crash = { at: 'provider-call', times: 2, comesBackLate: false, charges };
  expect(await stage.play('session', crash)).toEqual(await stage.play('session'));
});
