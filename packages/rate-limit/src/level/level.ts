/**
 * How much of one limit is left, and when more of it comes back. Amounts are numbers ≥ 0 of the limit's unit (requests, tokens),
 * times are clock times in ms. `pace`, within (0, 1], slows it down: at 0.5 every amount counts twice.
 */
export interface Level {
  readonly kind: 'bucket' | 'fixed-window' | 'sliding-window'
  /** Clock time from which so much may be taken. Pure: asking changes nothing. */
  availableAt(amount: number, now: number, pace: number): number
  /** Takes an amount, whether there is so much or not: what is missing has to come back before the next one. */
  take(amount: number, now: number, pace: number): void
  /** Gives back a part of what was taken at clock time `takenAt` with this pace; an amount below 0 takes more. */
  giveBack(amount: number, takenAt: number, pace: number): void
  /** How much is left; below 0 when more was taken than there was. */
  left(now: number): number
  /** How much is left when nothing has been used for long. */
  readonly capacity: number
  /** So much was left at clock time `at`; nothing has been taken since. */
  set(left: number, at: number): void
}
