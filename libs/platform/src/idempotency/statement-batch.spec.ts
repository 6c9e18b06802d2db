import { StatementBatch } from './statement-batch.ts';

describe('a statement batch', () => {
  it('runs the first at once, and what comes meanwhile together, each with its own result', async () => {
    const batches: (readonly number[])[] = [];
    const first = Promise.withResolvers<undefined>();
    const batch = new StatementBatch<number, number>(async items => {
      batches.push(items);
      if (batches.length === 1) await first.promise;
      return items.map(item => item * 10);
    }, 3);
    const results = [1, 2, 3, 4, 5].map(item => batch.add(item));
    first.resolve(undefined);
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails a whole batch, and only that', async () => {
    let run = 0;
    const batch = new StatementBatch<number, number>(items => {
      run += 1;
      return run === 2 ? Promise.reject(new Error('broken')) : Promise.resolve(items);
    }, 2);
    const results = await Promise.allSettled([1, 2, 3, 4].map(item => batch.add(item)));
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await batch.add(5)).toBe(5);
  });
});
