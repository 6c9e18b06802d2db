/** What `work` resolves with, if it does so in time. @throws what it throws, and when it takes longer than `ms` */
export const within = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
};
