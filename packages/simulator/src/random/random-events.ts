import type { ServerChange, ServerConditions } from '../scenario/server-conditions.ts'
import { round, type Draws } from './draws.ts'

/** Something that goes wrong for a while: slowness, failures, silence, or shedding, perhaps again and again. */
export function randomEvent(draws: Draws, durationMs: number): ServerChange {
  const fromMs = Math.round(draws.between(0.1, 0.6) * durationMs)
  const toMs = fromMs + Math.round(draws.between(0.1, 0.4) * durationMs)
  const repeat = { forMs: draws.whole(3, 10) * 1000, everyMs: 20_000 }
  return { fromMs, toMs, to: trouble(draws), ...(draws.happens(0.2) ? { repeat } : {}) }
}

/** What befalls a whole vendor: its keys fail together. */
export function randomOutage(draws: Draws, durationMs: number): ServerChange {
  const fromMs = Math.round(draws.between(0.2, 0.6) * durationMs)
  const toMs = fromMs + Math.round(draws.between(0.05, 0.25) * durationMs)
  const down = draws.oneOf<NonNullable<ServerConditions['down']>>([
    { status: 503, afterMs: draws.whole(20, 200) },
    'refused',
    'hanging',
  ])
  return { fromMs, toMs, to: { down } }
}

function trouble(draws: Draws): Partial<ServerConditions> {
  const makers = [
    () => ({ slowness: round(draws.scale(2, 12)) }),
    () => ({ failureRatio: round(draws.between(0.1, 0.9)) }),
    () => ({ sheddingRatio: round(draws.between(0.2, 0.9)) }),
    () => ({ down: { status: 503, afterMs: draws.whole(20, 200) } as const }),
    () => ({ down: 'hanging' as const }),
  ] as const
  return draws.oneOf<() => Partial<ServerConditions>>(makers)()
}
