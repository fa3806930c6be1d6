import type { Clock } from '@llm-balancer/core'
import { within } from '@llm-balancer/core/time'

/** How a probe is made. */
export type ProbeSettings = {
  readonly timeoutMs: number
  readonly clock: Clock
  /** Ends the probe. */
  readonly signal: AbortSignal
}

/** Makes one health check. Gives false for every failure, and when the time is up; never throws. */
export async function probeTarget(
  probe: (signal: AbortSignal) => Promise<void>,
  { timeoutMs, clock, signal }: ProbeSettings,
): Promise<boolean> {
  const controller = new AbortController()
  try {
    signal.throwIfAborted()
    const onLimit = (): DOMException => new DOMException('the health check took too long', 'TimeoutError')
    await within(probe(controller.signal), { clock, signal, limitMs: timeoutMs, onLimit })
    return true
  } catch (error) {
    controller.abort(error)
    return false
  }
}
