import { CircuitOpenError } from '@llm-balancer/core'
import type { CallSettings } from './call-settings.ts'

/** The error of a call that the circuit does not allow at `now`. */
export function rejectionOf({ machine, label, timeoutMs }: CallSettings, now: number): CircuitOpenError {
  const retryAfterMs = machine.retryAfterMs(now, timeoutMs)
  if (machine.state === 'isolated')
    return new CircuitOpenError(`${label}: circuit is isolated until it is reset by hand`, { retryAfterMs })
  const state = machine.state === 'half-open' ? 'being probed' : 'open'
  return new CircuitOpenError(`${label}: circuit is ${state}, retry in ${retryAfterMs} ms`, { retryAfterMs })
}
