import { adopt } from './adopt.ts'

/** Calls what gives a value or a promise, as an `async` function would: what it throws becomes a rejection. */
export function begin<Value>(work: () => Value | PromiseLike<Value>): Promise<Value> {
  try {
    return adopt(work())
  } catch (error) {
    return new Promise(() => {
      throw error
    })
  }
}
