import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('npm run demo', () => {
  it('plays every story to its end and prints each payment as a timeline, without colours where there is no terminal', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'demo'], { cwd: root });
    expect(stdout).toMatch(/A card that pays\n {2}merchant .* SUCCEEDED/);
    expect(stdout).toMatch(/payer .* insufficient_funds\n {2}payer .* SUCCEEDED/);
    expect(stdout).toMatch(/comes back to http:\/\/127\.0\.0\.1:\d+\/checkout\?session_id=cs_\w+&status=SUCCEEDED/);
    expect(stdout).toMatch(/refunds 40\.00 USD: SUCCEEDED/);
    expect(stdout).toMatch(/reads the session: EXPIRED/);
    for (const type of ['PaymentSucceeded', 'PaymentAttemptDeclined', 'PaymentActionRequired', 'RefundSucceeded'])
      expect(stdout).toMatch(new RegExp(`\\n +\\d+ {2}\\d\\d:\\d\\d:\\d\\d\\.\\d{3} {2}payment +${type} `));
    expect(stdout).toMatch(/session +CheckoutSessionExpired/);
    expect(stdout).not.toContain('\u001b');
  });
});
