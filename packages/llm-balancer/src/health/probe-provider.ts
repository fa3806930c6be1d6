import type { Clock } from '@llm-balancer/core'
import type { ProviderEntry } from '../config/provider-entry.ts'

/** How a probe is made. */
export type ProbeSettings = {
  readonly timeoutMs: number
  readonly clock: Clock
  /** Ends the probe. */
  readonly signal: AbortSignal
}

/** Asks one provider for a proof of life. Gives false for every failure, and when the time is up; never throws. */
export async function probeProvider({ model }: ProviderEntry, settings: ProbeSettings): Promise<boolean> {
  const { signal, clock, timeoutMs } = settings
  const controller = new AbortController()
  let giveUp = (): void => {}
  const timeUp = new Promise<boolean>((resolve) => {
    giveUp = () => {
      controller.abort(new DOMException('the health check took too long', 'TimeoutError'))
      resolve(false)
    }
  })
  const cancelTimer = timeoutMs === Infinity ? () => {} : clock.schedule(giveUp, timeoutMs)
  signal.addEventListener('abort', giveUp)
  try {
    if (signal.aborted) return false
    const probing = Promise.resolve(model.probe?.({ signal: controller.signal }))
    return await Promise.race([probing.then(toTrue, toFalse), timeUp])
  } finally {
    cancelTimer()
    signal.removeEventListener('abort', giveUp)
  }
}

const toTrue = (): boolean => true
const toFalse = (): boolean => false
