import { declined } from './declines.ts';

describe('a provider’s no', () => {
  it('has our words for its code, and general ones for a code that we do not know', () => {
    expect(declined('lost_card', 'hard')).toEqual({
      type: 'declined',
      code: 'lost_card',
      message: 'The card was reported lost. Try another card.',
      category: 'hard',
    });
    expect(declined('wrong_moon', 'soft')).toMatchObject({ code: 'wrong_moon', message: 'The provider declined.' });
    expect(declined('constructor', 'hard')).toMatchObject({ code: 'constructor', message: 'The provider declined.' });
  });

  it.each(['', 'with space', 'nul\u0000', '4242424242424242', 'card 4242', 'x'.repeat(65), '\ud800'])(
    'is card_declined when its code is none: %j',
    code => {
      expect(declined(code, 'hard')).toMatchObject({ code: 'card_declined' });
    },
  );
});
