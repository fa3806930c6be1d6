import { begin } from '../time/begin.ts'

/**
 * Reads until there is something to give. The first reading, which as a rule is the only one, takes a promise less than an `async`
 * function would; those after it are a loop, because promises that wait for one another would be kept until the last has come.
 *
 * @param use gives what to make of what was read; undefined to read on
 * @param fail gets what `ask` throws; throws what to reject with
 */
export function readUntil<Read, Value extends object>(
  ask: () => PromiseLike<Read>,
  use: (read: Read) => Value | undefined,
  fail: (error: unknown) => never,
): Promise<Value> {
  return begin(ask).then((read) => use(read) ?? readOn(ask, use, fail), fail)
}

async function readOn<Read, Value extends object>(
  ask: () => PromiseLike<Read>,
  use: (read: Read) => Value | undefined,
  fail: (error: unknown) => never,
): Promise<Value> {
  for (;;) {
    let read: Read
    try {
      read = await ask()
    } catch (error) {
      return fail(error)
    }
    const value = use(read)
    if (value !== undefined) return value
  }
}
