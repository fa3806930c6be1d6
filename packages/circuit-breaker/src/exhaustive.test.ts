import { expect, it } from 'vitest'
import { apply, engineOf, type Player, type Setup, type Step } from './test/histories.ts'

const openMs = 10
const windowMs = 20
const setups: readonly Setup[] = [1, 2].map((maxProbes) => ({
  rule: { type: 'window', failures: 2, windowMs },
  growth: { baseMs: openMs, factor: 1, maxMs: openMs },
  limits: { maxRetryAfterMs: 0, successThreshold: 2, maxProbes, probeLeaseMs: Infinity },
}))

const ends = ['success', 'failure', 'neutral'] as const
const depth = 8

/** Every possible next step: a call starts, the oldest or newest running one ends in some way, time passes. */
function nextSteps(open: readonly number[]): Step[] {
  const oldest = open[0]
  const newest = open.at(-1)
  const calls = oldest === newest ? [oldest] : [oldest, newest]
  const ending = calls
    .filter((call) => call !== undefined)
    .flatMap((call) => ends.map((verdict): Step => ({ type: 'end', call, verdict })))
  return [{ type: 'start' }, { type: 'wait', ms: openMs - 1 }, { type: 'wait', ms: openMs }, ...ending]
}

/** What must be true after the history so far, computed beside the machine and without looking into it. */
class Observer {
  readonly #maxProbes: number
  readonly player: Player
  readonly open: number[] = []
  now = 1_000_000
  #epoch = 0
  #epochOf: number[] = []
  #failedAt: number[] = []
  #successes = 0
  #openedAt = 0
  violation: string | undefined

  constructor(setup: Setup) {
    this.player = engineOf(setup)
    this.#maxProbes = setup.limits.maxProbes
  }

  play(step: Step): void {
    const { machine, running } = this.player
    const before = machine.state
    if (step.type === 'wait') this.now += step.ms
    if (step.type === 'end') this.#count(step)
    apply(this.player, step, this.now)
    if (step.type === 'end') this.open.splice(this.open.indexOf(step.call), 1)
    this.#checkTransition(before)
    if (step.type !== 'start') return
    this.#epochOf.push(this.#epoch)
    if (running.at(-1) !== null) this.open.push(running.length - 1)
    else if (machine.state === 'closed') this.violation ??= 'a closed circuit rejected'
    const probes = this.open.filter((call) => this.#epochOf[call] === this.#epoch).length
    if (machine.state === 'half-open' && probes > this.#maxProbes)
      this.violation ??= `${probes} probes at a time`
  }

  #count({ call, verdict }: Extract<Step, { type: 'end' }>): void {
    if (this.#epochOf[call] !== this.#epoch) return
    if (verdict === 'failure') this.#failedAt.push(this.now)
    if (verdict === 'success') this.#successes += 1
  }

  #checkTransition(before: string): void {
    const after = this.player.machine.state
    if (after === before) return
    const recent = this.#failedAt.filter((at) => at > this.now - windowMs).length
    if (after === 'open' && recent < (before === 'closed' ? 2 : 1)) this.violation ??= 'opened too soon'
    if (after === 'half-open' && (before !== 'open' || this.now < this.#openedAt + openMs))
      this.violation ??= 'half-open too soon'
    if (after === 'closed' && (before !== 'half-open' || this.#successes < 2))
      this.violation ??= 'closed too soon'
    if (after === 'open') this.#openedAt = this.now
    this.#epoch += 1
    this.#failedAt = []
    this.#successes = 0
  }
}

/** True when the circuit closes once every running call has ended and the service works again. */
function canClose(observer: Observer): boolean {
  for (const call of [...observer.open]) observer.play({ type: 'end', call, verdict: 'neutral' })
  const { machine } = observer.player
  for (let turn = 0; turn < 3 && machine.state !== 'closed'; turn += 1) {
    observer.play({ type: 'wait', ms: openMs })
    observer.play({ type: 'start' })
    const call = observer.open.at(-1)
    if (call !== undefined) observer.play({ type: 'end', call, verdict: 'success' })
  }
  return machine.state === 'closed'
}

it.each(setups)(
  `no sequence of up to ${depth} events breaks a rule with $limits.maxProbes probe(s)`,
  (setup) => {
    const violations: string[] = []
    let sequences = 0
    const explore = (path: readonly Step[]): void => {
      const observer = new Observer(setup)
      for (const step of path) observer.play(step)
      const following = nextSteps(observer.open)
      sequences += 1
      if (observer.violation === undefined && !canClose(observer)) observer.violation = 'cannot close again'
      if (observer.violation !== undefined) violations.push(`${observer.violation}: ${JSON.stringify(path)}`)
      if (path.length < depth) for (const step of following) explore([...path, step])
    }
    explore([])
    expect(violations.slice(0, 3)).toEqual([])
    expect(sequences).toBeGreaterThan(100_000)
  },
  60_000,
)
