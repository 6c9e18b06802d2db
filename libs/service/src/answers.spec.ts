import type { Handled } from '@counterfoil/event-sourcing';
import { Problem } from '@counterfoil/platform';
import { existing, expectDone, succeeded } from './answers.ts';

const done: Handled<string> = { status: 'done', appended: true, state: 'it', revision: 0, correlationId: null };
const absent: Handled<string> = { status: 'absent' };
const refused = (code: string): Handled<string> => ({ status: 'refused', refusal: { code, detail: 'Do otherwise.' } });
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('what a command came to', () => {
  it('is what was done', () => {
    expect(succeeded(done)).toBe(done);
    expect(expectDone(done)).toBe(done);
    expect(existing('it')).toBe('it');
  });

  it('is for a caller a problem: what is not there, or a refusal in public words', () => {
    const problem = thrownBy(() => succeeded(refused('payment_not_confirmable')));
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code: 'payment_not_confirmable', detail: 'Do otherwise.' });
    for (const work of [() => succeeded(absent), () => existing(null)])
      expect(thrownBy(work)).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('is our own mistake when the refusal is not public', () => {
    const error = thrownBy(() => succeeded(refused('attempt_already_exists')));
    expect(error).not.toBeInstanceOf(Problem);
    expect(error).toMatchObject({ message: 'attempt_already_exists: Do otherwise.' });
  });

  it('is for a consumer an error, so that it is tried again and kept', () => {
    expect(() => expectDone(refused('payment_not_confirmable'))).toThrow('payment_not_confirmable: Do otherwise.');
    expect(() => expectDone(absent)).toThrow('The aggregate is not there');
  });
});
