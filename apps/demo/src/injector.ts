import type { FakeLLM } from '@llm-balancer/testing'
import { fleet, settingsOf } from './fleet.ts'
import type { Phase } from './phases.ts'

/** What a phase has done so far. */
export type PhaseRecord = {
  readonly phase: Phase
  readonly state: 'to-come' | 'running' | 'over'
  /** Requests it hit, as the servers count them, by fault. */
  readonly hits: Readonly<Record<string, number>>
}

type Progress = { -readonly [Key in keyof PhaseRecord]: PhaseRecord[Key] } & { hits: Record<string, number> }

/** Begins and ends the phases on time, and counts what they hit. */
export class Injector {
  readonly #server: FakeLLM
  readonly #durationMs: number
  readonly #phases: readonly Progress[]
  /** The phase that last began on a target. Steps of its script that no request has used remain after its end. */
  readonly #latest = new Map<string, Progress>()
  /** Number of the last request that was counted. */
  #counted = 0

  constructor(server: FakeLLM, phases: readonly Phase[], durationMs: number) {
    this.#server = server
    this.#durationMs = durationMs
    this.#phases = phases.map((phase) => ({ phase, state: 'to-come', hits: {} }))
  }

  get records(): readonly PhaseRecord[] {
    return this.#phases
  }

  /** Does what is due at this time and counts what happened since the last call. */
  tick(elapsedMs: number): void {
    this.#count()
    for (const progress of this.#phases) {
      const { phase, state } = progress
      if (state === 'running' && elapsedMs >= phase.to * this.#durationMs) this.#end(progress)
      else if (state === 'to-come' && elapsedMs >= phase.from * this.#durationMs) this.#begin(progress)
    }
  }

  #begin(progress: Progress): void {
    const { phase } = progress
    const target = this.#server.target(phase.targetId)
    target.update(phase.settings(memberOf(phase.targetId)))
    if (phase.first.length > 0) target.script(phase.first)
    this.#latest.set(phase.targetId, progress)
    progress.state = 'running'
  }

  #end(progress: Progress): void {
    const { targetId } = progress.phase
    this.#server.target(targetId).update(settingsOf(memberOf(targetId)))
    progress.state = 'over'
  }

  #count(): void {
    const { requests } = this.#server
    const before = this.#counted
    for (let index = requests.length - 1; index >= 0; index -= 1) {
      const request = requests[index]
      if (request === undefined || request.number <= before) break
      this.#counted = Math.max(this.#counted, request.number)
      const { fault, targetId = '' } = request
      const hits = this.#latest.get(targetId)?.hits
      if (fault === undefined || ownLimits.has(fault) || hits === undefined) continue
      hits[fault] = (hits[fault] ?? 0) + 1
    }
  }
}

/** Failures that a target's own settings cause, without an injected fault. */
const ownLimits: ReadonlySet<string> = new Set(['requests-per-minute'])

function memberOf(targetId: string): (typeof fleet)[number] {
  const member = fleet.find(({ id }) => id === targetId)
  if (member === undefined) throw new RangeError(`the fleet has no target "${targetId}"`)
  return member
}
