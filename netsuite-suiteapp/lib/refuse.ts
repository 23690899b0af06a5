import * as error from 'N/error';

/** Ends the script with a refusal that the caller sees with its code, and that mails nobody. */
export function refuse(name: string, message: string): never {
  // oxlint-disable-next-line typescript/only-throw-error -- the platform's own error is no Error, and only it keeps its code in the answer
  throw error.create({ name, message, notifyOff: true });
}
