/** A setting that cannot be used. The message is one line for stderr, names the variable, and holds no value. */
export class SettingError extends Error {
  constructor(
    readonly variable: string,
    expected: string,
  ) {
    super(`${variable} ${expected}`);
  }
}
