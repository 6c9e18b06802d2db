import { settingsGuide } from '@counterfoil/platform/config';
import { settingsPage } from './settings-page.ts';

describe('docs/settings.md', () => {
  it('has a row for every variable, with its form, what holds without it, and who uses it', async () => {
    const page = await settingsPage();
    const rows = Array.from(page.matchAll(/^\| `(\w+)` +\| \S.*\| \S.*\| \S.*\| \S.*\|$/gm), ([, name]) => name);
    expect(rows).toEqual(settingsGuide.map(({ name }) => name));
    expect(rows.length).toBeGreaterThan(30);
  });

  it('marks who does not start without it', async () => {
    expect(await settingsPage()).toMatch(/^\| `VAULT_KEY` .*\| standalone, services, \*\*session\*\*, /m);
  });
});
