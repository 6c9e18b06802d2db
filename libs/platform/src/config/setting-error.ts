/** What is wrong with a variable. */
export interface Fault {
  readonly variable: string;
  /** Continues the variable's name: what was expected, and where the value comes from. Holds no value. */
  readonly expected: string;
}

/** One line. */
export const faultLine = ({ variable, expected }: Fault): string => `${variable} ${expected}`;

/** A setting that cannot be used. The message is one line for stderr, names the variable, and holds no value. */
export class SettingError extends Error {
  readonly variable: string;

  constructor(fault: Fault) {
    super(faultLine(fault));
    this.variable = fault.variable;
  }
}
