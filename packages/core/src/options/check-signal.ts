import { mustBe, type Check } from './checks.ts'
import { readProperty } from './read-property.ts'

const checkShape = mustBe(
  'an AbortSignal',
  (value) =>
    typeof readProperty(value, 'aborted') === 'boolean' &&
    typeof readProperty(value, 'addEventListener') === 'function' &&
    typeof readProperty(value, 'removeEventListener') === 'function',
)

/** One follower for each foreign signal, so that it has one listener however many calls it is given to. */
const followers = new WeakMap<object, AbortController>()

/**
 * The signal of an `AbortController`. One of another realm or implementation, which `AbortSignal.any` and `fetch` may refuse,
 * gives a signal of this realm that follows it. Half a signal (`{ aborted: false }`) is refused.
 */
export const checkSignal: Check = (name, value, owner) => {
  const signal = checkShape(name, value, owner) as AbortSignal
  if (signal instanceof AbortSignal) return signal
  try {
    return followerOf(signal)
  } catch {
    return checkShape(name, undefined, owner)
  }
}

function followerOf(signal: AbortSignal): AbortSignal {
  const follower = followers.get(signal) ?? new AbortController()
  const abort = (): void => {
    follower.abort(readProperty(signal, 'reason'))
  }
  if (!followers.has(signal)) signal.addEventListener('abort', abort, { once: true })
  followers.set(signal, follower)
  if (signal.aborted) abort()
  return follower.signal
}
