import type { AttemptEnd } from './routing-policy.ts'

/** What a provider did lately. */
export interface RecentMetrics {
  /** In percent. */
  readonly uptime: number
  readonly latencyMs: number
  readonly tokensPerSecond: number
}

/** What happened within some seconds. */
interface Slot {
  readonly at: number
  ends: number
  failures: number
  contents: number
  contentMs: number
  tokens: number
  writingMs: number
}

const slotMs = 5000
const windowMs = 3_600_000
/** How often what was counted is added up anew. */
const keptMs = 1000

/** Metrics over an hour in which the last minute counts ten times and the last five minutes three times. */
export class MetricsWindow {
  readonly #unknown: RecentMetrics
  readonly #slots: Slot[] = []
  #read: RecentMetrics
  #readAt = -Infinity

  constructor(unknown: RecentMetrics) {
    this.#unknown = unknown
    this.#read = unknown
  }

  add(
    { kind, ms, firstContentMs, outputTokens }: AttemptEnd & { readonly outputTokens: number },
    now: number,
  ): void {
    const slot = this.#slotAt(now)
    slot.ends += 1
    if (kind !== 'answered') slot.failures += 1
    if (firstContentMs === undefined) return
    slot.contents += 1
    slot.contentMs += firstContentMs
    slot.tokens += outputTokens
    slot.writingMs += ms - firstContentMs
  }

  read(now: number): RecentMetrics {
    if (now - this.#readAt < keptMs) return this.#read
    this.#readAt = now
    const sums = { ends: 0, failures: 0, contents: 0, contentMs: 0, tokens: 0, writingMs: 0 }
    for (const slot of this.#slots) {
      const factor = factorOf(now - slot.at)
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += factor * slot[key]
    }
    const { ends, failures, contents, contentMs, tokens, writingMs } = sums
    this.#read = {
      uptime: ends > 0 ? 100 * (1 - failures / ends) : this.#unknown.uptime,
      latencyMs: contents > 0 ? contentMs / contents : this.#unknown.latencyMs,
      tokensPerSecond: writingMs > 0 ? (1000 * tokens) / writingMs : this.#unknown.tokensPerSecond,
    }
    return this.#read
  }

  #slotAt(now: number): Slot {
    const last = this.#slots.at(-1)
    if (last !== undefined && now - last.at < slotMs) return last
    const slot = { at: now, ends: 0, failures: 0, contents: 0, contentMs: 0, tokens: 0, writingMs: 0 }
    this.#slots.push(slot)
    while (now - (this.#slots[0]?.at ?? now) > windowMs) this.#slots.shift()
    return slot
  }
}

function factorOf(ageMs: number): number {
  if (ageMs <= 60_000) return 10
  return ageMs <= 300_000 ? 3 : 1
}
