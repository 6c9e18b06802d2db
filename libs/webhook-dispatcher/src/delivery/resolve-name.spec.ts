import { isLocalhost, resolveName } from './resolve-name.ts';

describe('the names of this machine', () => {
  it.each(['localhost', 'localhost.', 'app.localhost', 'a.b.localhost.'])(
    '%s is one, and no name server is asked',
    async name => {
      expect(isLocalhost(name)).toBe(true);
      expect(await resolveName(name)).toEqual(['127.0.0.1', '::1']);
    },
  );

  it.each(['localhost.example', 'mylocalhost', 'localhost..', 'local.host'])('%s is none', name => {
    expect(isLocalhost(name)).toBe(false);
  });
});
