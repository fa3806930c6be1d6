import type { LLMBalancer } from 'llm-balancer'
import { LatencyRing } from './latency-ring.ts'

/** How one run ended for its caller. */
export type RunVerdict = {
  readonly run: number
  readonly kind: 'chat' | 'stream'
  readonly result: 'succeeded' | 'lost' | 'cancelled'
  /** True when the answer holds text of two targets. */
  readonly mixed: boolean
  /** How often a stream began anew. */
  readonly restarts: number
  /** Why it was lost. */
  readonly reason?: string
}

/** The measured times of one target. */
export type TargetTimes = { readonly latency: LatencyRing; readonly firstContent: LatencyRing }

const keptLosses = 5

/** Counts how runs end, and measures how long targets take. */
export class Tally {
  readonly counts = {
    ...{ started: 0, succeeded: 0, lost: 0, cancelled: 0, mixed: 0 },
    ...{ chats: 0, streams: 0, restarts: 0, failedOver: 0 },
  }
  /** The first losses, in words. */
  readonly losses: string[] = []
  readonly #times = new Map<string, TargetTimes>()

  /** Listens to a balancer. Gives back a function that ends it. */
  watch(llm: LLMBalancer): () => void {
    const ends = [
      llm.on('attempt-succeeded', ({ targetId, outcome }) => {
        this.times(targetId).latency.add(outcome.durationMs)
      }),
      llm.on('stream-committed', ({ targetId, firstContentMs }) => {
        this.times(targetId).firstContent.add(firstContentMs)
      }),
      llm.on('run-succeeded', ({ attempts }) => {
        if (attempts > 1) this.counts.failedOver += 1
      }),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** Counts a run, from its beginning to its end. */
  async record(run: Promise<RunVerdict>): Promise<void> {
    this.counts.started += 1
    this.#end(await run)
  }

  times(targetId: string): TargetTimes {
    const known = this.#times.get(targetId)
    if (known !== undefined) return known
    const times = { latency: new LatencyRing(), firstContent: new LatencyRing() }
    this.#times.set(targetId, times)
    return times
  }

  #end({ run, kind, result, mixed, restarts, reason = 'lost' }: RunVerdict): void {
    this.counts[result] += 1
    this.counts[kind === 'chat' ? 'chats' : 'streams'] += 1
    this.counts.restarts += restarts
    if (mixed) this.counts.mixed += 1
    if (result === 'lost' && this.losses.length < keptLosses) this.losses.push(`run ${run}: ${reason}`)
  }
}
