import { setImmediate as nextCheck } from 'node:timers/promises'

/**
 * Waits for a whole turn of the event loop, so that what happened during a long computation is heard, such as a signal to the process.
 * Node hears of it when it polls. The wait for the next check phase need not contain a poll: in a callback of the poll phase, such as
 * that of a file that was read, the check phase comes next. The wait for the one after it always does.
 * See https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick.
 */
export async function wholeTurn(): Promise<void> {
  await nextCheck()
  await nextCheck()
}
