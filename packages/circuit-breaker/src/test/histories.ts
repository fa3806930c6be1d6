import { seededRandom, type Random } from '@llm-balancer/core/time'
import type { CircuitEvent } from '../contracts/events.ts'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { Admission, CircuitMachine } from '../machine/circuit-machine.ts'
import { resetBackoff } from '../machine/reset-backoff.ts'
import { CircuitHistory } from '../history/circuit-history.ts'
import { StateMachine } from '../machine/state-machine.ts'
import { plainJudgements } from '../judge/judge-outcome.ts'
import { anyOf } from '../trip/any-of.ts'
import { consecutiveFailures } from '../trip/consecutive-failures.ts'
import { failureRatio, type FailureRatioOptions } from '../trip/failure-ratio.ts'
import { failuresInWindow } from '../trip/failures-in-window.ts'
import { slowCallRatio, type SlowCallRatioOptions } from '../trip/slow-call-ratio.ts'
import { ReferenceMachine, type ReferenceRule } from './reference-machine.ts'

/** A machine, its admissions and its events. */
export interface Player {
  readonly machine: CircuitMachine
  readonly events: CircuitEvent[]
  readonly running: (Admission | null)[]
}

/** One thing that happens to a circuit. `call` is an index into the calls that were ever tried. */
export type Step =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'start' | 'trial' | 'isolate' | 'reset' | 'trip' }
  | { readonly type: 'end'; readonly call: number; readonly verdict: 'success' | 'failure' | 'neutral' }
  | { readonly type: 'answering'; readonly call: number }
  | { readonly type: 'hint'; readonly call: number; readonly retryAfterMs: number }

/** What a history is played on. */
export interface Setup {
  readonly rule: ReferenceRule
  readonly growth: { readonly baseMs: number; readonly factor: number; readonly maxMs: number }
  readonly limits: {
    readonly maxRetryAfterMs: number
    readonly successThreshold: number
    readonly maxProbes: number
    readonly probeLeaseMs: number
  }
}

/** The engine of a setup. */
export function engineOf({ rule, growth, limits }: Setup): Player {
  const events: CircuitEvent[] = []
  const backoff = resetBackoff(growth, seededRandom(1))
  const emit = (event: CircuitEvent): void => void events.push(event)
  return {
    machine: new StateMachine({
      trip: tripOf(rule),
      backoff,
      resetJitterRatio: 0,
      random: seededRandom(1),
      history: new CircuitHistory(0),
      emit,
      changed: () => undefined,
      guard: (_part, _at, call) => call(),
      ...limits,
    }),
    events,
    running: [],
  }
}

/** The reference of a setup. */
export function referenceOf({ rule, growth, limits }: Setup): Player {
  const events: CircuitEvent[] = []
  const openMs = (openings: number): number =>
    Math.min(growth.maxMs, growth.baseMs * growth.factor ** (openings - 1))
  const emit = (event: CircuitEvent): void => void events.push(event)
  return { machine: new ReferenceMachine({ rule, openMs, emit, ...limits }), events, running: [] }
}

/** Lets a step happen to the machine. */
export function apply({ machine, running }: Player, step: Step, now: number): void {
  if (step.type === 'start') running.push(machine.admit(now))
  else if (step.type === 'trial') running.push(machine.trial(now))
  else if (step.type === 'answering') {
    const admission = running[step.call]
    if (admission !== undefined && admission !== null) machine.answering(admission, now)
  } else if (step.type === 'end' || step.type === 'hint') {
    const admission = running[step.call]
    const judgement =
      step.type === 'end'
        ? plainJudgements[step.verdict]
        : ({ verdict: 'failure', retryAfterMs: step.retryAfterMs } as const)
    if (admission !== undefined && admission !== null) machine.settle(admission, judgement, now)
  } else if (step.type !== 'wait') machine[step.type](now)
}

/** What can be seen of a machine from outside. */
export interface View {
  readonly state: string
  readonly availableAt: number
  readonly retryAfterMs: number
  /** True when the step was a call, and it was admitted. */
  readonly admitted: boolean
  readonly openings: number | undefined
  readonly openUntil: number | undefined
  readonly events: readonly CircuitEvent[]
}

/** True when nothing tells two machines apart. */
export function isAlike(one: View, other: View): boolean {
  return (
    one.state === other.state &&
    one.availableAt === other.availableAt &&
    one.retryAfterMs === other.retryAfterMs &&
    one.admitted === other.admitted &&
    one.openings === other.openings &&
    one.openUntil === other.openUntil &&
    one.events.length === other.events.length &&
    // Most steps change nothing.
    (one.events.length === 0 || JSON.stringify(one.events) === JSON.stringify(other.events))
  )
}

/** Plays a step; gives what can be seen of the machine from outside. */
export function play(player: Player, step: Step, now: number): View {
  apply(player, step, now)
  const { machine, events, running } = player
  const { openings, openUntil } = machine.toJSON()
  return {
    state: machine.state,
    availableAt: machine.availableAt(now),
    retryAfterMs: machine.retryAfterMs(now, 50),
    admitted: (step.type === 'start' || step.type === 'trial') && running.at(-1) !== null,
    openings,
    openUntil,
    events: events.splice(0),
  }
}

/** A random setup of small numbers, so that much happens. */
export function randomSetup(random: Random): Setup {
  const draw = (most: number): number => 1 + Math.floor(random() * most)
  const windowMs = draw(20) * 10
  const baseMs = (draw(5) - 1) * 10
  const rules: ReferenceRule[] = [
    { type: 'consecutive', failures: draw(4) },
    { type: 'window', failures: draw(4), windowMs },
    { type: 'ratio', ratio: draw(4) / 4, minimumCalls: draw(5), windowMs },
    { type: 'slow', ratio: draw(4) / 4, slowMs: draw(10) * 10, minimumCalls: draw(5), windowMs },
  ]
  return {
    rule: rules[draw(5) - 1] ?? { type: 'any', rules: rules.slice(draw(3) - 1) },
    growth: { baseMs, factor: draw(3), maxMs: baseMs * draw(6) },
    limits: {
      maxRetryAfterMs: draw(10) * 10,
      successThreshold: draw(3),
      maxProbes: draw(3),
      probeLeaseMs: random() < 0.5 ? Infinity : draw(30) * 10,
    },
  }
}

/** A random step; about half of them happen in the same tick as the one before. */
export function randomStep(random: Random, calls: number): Step {
  const kind = random()
  const call = Math.max(0, calls - 1 - Math.floor(random() * 6))
  if (kind < 0.22) return { type: 'start' }
  if (kind < 0.3) return { type: 'trial' }
  if (kind < 0.5) return { type: 'end', call, verdict: 'failure' }
  if (kind < 0.66) return { type: 'end', call, verdict: 'success' }
  if (kind < 0.72) return { type: 'end', call, verdict: 'neutral' }
  if (kind < 0.76) return { type: 'hint', call, retryAfterMs: Math.floor(random() * 200) }
  if (kind < 0.82) return { type: 'answering', call }
  if (kind < 0.97) return { type: 'wait', ms: Math.floor(random() ** 3 * 120) }
  return { type: (['isolate', 'reset', 'reset', 'trip'] as const)[Math.floor(random() * 4)] ?? 'reset' }
}

function tripOf(rule: ReferenceRule): TripPolicy {
  const { type: _, ...settings } = rule
  switch (rule.type) {
    case 'consecutive':
      return consecutiveFailures(rule.failures)
    case 'window':
      return failuresInWindow(rule.failures, rule.windowMs)
    case 'any':
      return anyOf(...rule.rules.map(tripOf))
    case 'ratio':
      return failureRatio(settings as FailureRatioOptions)
    case 'slow':
      return slowCallRatio(settings as SlowCallRatioOptions)
  }
}
