import { seededRandom, type Clock } from '@llm-balancer/core/time'
import type { RunKind, RunPlan } from './one-run.ts'

/** Settings of {@link driveLoad}. */
export type LoadOptions = {
  readonly clock: Clock
  readonly durationMs: number
  readonly seed: number
  /** Ends the load early. */
  readonly signal: AbortSignal
  /** Makes one run. Must not reject. */
  readonly start: (plan: RunPlan) => Promise<unknown>
}

/** Runs that begin per second, on average. */
const arrivalsPerSecond = 250
/** Most runs at a time; while that many run, arrivals wait. So a machine that is too slow gets less load, not longer queues. */
const mostAtATime = 64
/** Most runs at a time at first, while the code is cold; each run that has ended makes room for one more. */
const firstAtATime = 8
const shareOfStreams = 0.5
const shareOfGenerate = 0.2

/** Begins runs at random times (a Poisson process) until the time is up. Resolves when the last one has ended. */
export async function driveLoad(options: LoadOptions): Promise<void> {
  const { clock, durationMs, seed, signal, start } = options
  const nextArrival = arrivals(seed)
  const begunAt = clock.now()
  const running = new Set<Promise<unknown>>()
  let next = nextArrival()
  let ended = 0
  const hasRoom = (): boolean => running.size < Math.min(mostAtATime, firstAtATime + ended)
  await new Promise<void>((resolve) => {
    let cancel = (): void => {}
    const stop = (): void => {
      cancel()
      signal.removeEventListener('abort', stop)
      resolve()
    }
    const turn = (): void => {
      const elapsedMs = clock.now() - begunAt
      while (next.atMs <= elapsedMs && next.atMs < durationMs && hasRoom()) {
        const run = start(next.plan)
        running.add(run)
        void run.finally(() => {
          running.delete(run)
          ended += 1
        })
        next = nextArrival()
      }
      if (elapsedMs >= durationMs) stop()
      else cancel = clock.schedule(turn, Math.max(1, Math.min(next.atMs, durationMs) - elapsedMs))
    }
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    else turn()
  })
  await Promise.all(running)
}

/** The same arrivals for the same seed: when, and what kind of run. */
function arrivals(seed: number): () => { readonly atMs: number; readonly plan: RunPlan } {
  const random = seededRandom(seed)
  let atMs = 0
  let run = 0
  return () => {
    atMs += (-Math.log(1 - random()) * 1000) / arrivalsPerSecond
    run += 1
    return { atMs, plan: { run, kind: kindOf(random()) } }
  }
}

function kindOf(drawn: number): RunKind {
  if (drawn < shareOfStreams) return 'stream'
  return drawn < shareOfStreams + shareOfGenerate ? 'generate' : 'request'
}
