import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('asks until the check stops throwing and answers something', async () => {
    const answers = [() => Promise.reject(new Error('not yet')), () => undefined, () => 'there'];
    await expect(eventually(() => answers.shift()?.())).resolves.toBe('there');
  });

  it('gives up at the deadline, and tells what it waited for and why it was not so', async () => {
    const waiting = eventually(() => Promise.reject(new Error('no row')), { timeoutMs: 30, describe: 'the payment' });
    await expect(waiting).rejects.toMatchObject({
      message: 'the payment: not within 30 ms',
      cause: new Error('no row'),
    });
  });
});
