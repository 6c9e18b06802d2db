import { route } from './routing.ts';

describe('routing', () => {
  it('tries the providers in the order in which they are configured, and says by which rule', () => {
    expect(route(['alpha', 'beta'])).toEqual({ rule: 'default', candidates: ['alpha', 'beta'], excluded: [] });
    expect(route([])).toEqual({ rule: 'default', candidates: [], excluded: [] });
  });
});
