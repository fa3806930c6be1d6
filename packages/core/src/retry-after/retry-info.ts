import { readProperty } from '../options/read-property.ts'
import { parseDuration, parseSeconds } from './duration.ts'

/** How many details of an error are looked at. */
const mostDetails = 32

/**
 * The `retryDelay` (`46s`, or `{ seconds, nanos }` as clients of gRPC decode it) of a `google.rpc.RetryInfo` among the
 * `details` of a Google error object, in ms; undefined where there is none. Source: google/rpc/error_details.proto.
 */
export function retryInfoMs(error: unknown): number | undefined {
  const details = readProperty(error, 'details')
  for (let place = 0; place < mostDetails; place += 1) {
    const parsed = delayMs(readProperty(readProperty(details, place), 'retryDelay'))
    if (parsed !== undefined) return parsed
  }
  return undefined
}

function delayMs(delay: unknown): number | undefined {
  if (typeof delay === 'string') return parseDuration(delay)
  const nanos = readProperty(delay, 'nanos') ?? 0
  const seconds = readProperty(delay, 'seconds') ?? (nanos === 0 ? undefined : 0)
  const wholeMs =
    typeof seconds === 'number' || typeof seconds === 'string' ? parseSeconds(String(seconds)) : undefined
  const isPart = typeof nanos === 'number' && nanos >= 0 && nanos < 1e9
  return wholeMs === undefined || !isPart ? undefined : wholeMs + Math.round(nanos / 1e6)
}
