import { CircuitOpenError } from '@llm-balancer/core/errors'
import type { CallSettings } from './call-settings.ts'

/** The error of a call that the circuit does not allow at `now`. */
export function rejectionOf({ machine, label, timeoutMs }: CallSettings, now: number): CircuitOpenError {
  const retryAfterMs = machine.retryAfterMs(now, timeoutMs)
  return new CircuitOpenError(`${label}: circuit is ${conditionOf(machine.state, retryAfterMs)}`, {
    retryAfterMs,
  })
}

function conditionOf(state: CallSettings['machine']['state'], retryAfterMs: number): string {
  if (state === 'isolated') return 'isolated until it is reset by hand'
  const condition = state === 'half-open' ? 'being probed' : 'open'
  return retryAfterMs === Infinity
    ? condition
    : `${condition}, retry in ${String(Math.ceil(retryAfterMs))} ms`
}
