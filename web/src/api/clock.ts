// The time by the server's clock: that of a demo is put forward, and that of a computer may be
// wrong.
let ahead = 0;

/** Learns the time of the server. */
export function setServerTime(instant: string): void {
  const told = Date.parse(instant);
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

/** Milliseconds since 1970 by the clock of the server. */
export const serverNow = (): number => Date.now() + ahead;
