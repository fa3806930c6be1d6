import type { SimulatedTarget } from '../../scenario/simulated-target.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from '../router/routing-policy.ts'

interface OwnCall extends Partial<Omit<RoutedCall, 'request'>> {
  readonly session?: string
  readonly outputTokens?: number
}

/** A policy whose clock, draws and history a test writes by hand. */
export interface Played<Policy extends RoutingPolicy> {
  readonly policy: Policy
  /** Calls under way, by place. */
  readonly inFlight: number[]
  /** Chooses at a time with these draws; after the last one they are 0. */
  pick(now: number, call?: OwnCall, draws?: readonly number[]): number | undefined
  /** Share of each place when the last draw is every hundredth, after the first draws. */
  shares(now: number, call?: OwnCall, first?: readonly number[]): number[]
  /** Waiting before a choice, or before another attempt after this end, with the draw 0.5. */
  waitMs(now: number, draw?: number): number | undefined
  backoffMs(now: number, end?: Partial<AttemptEnd>, call?: OwnCall, draw?: number): number | undefined
  start(now: number, place: number): void
  /** An attempt ends: answered within 100 ms where nothing else is said. */
  end(now: number, place: number, end?: Partial<AttemptEnd>, call?: OwnCall): void
}

const steps = 1000

/** Plays a policy for these targets: a number of equal ones, or what they have of their own. */
export function play<Policy extends RoutingPolicy>(
  make: (world: PolicyWorld) => Policy,
  given: number | readonly Partial<SimulatedTarget>[],
): Played<Policy> {
  const own = typeof given === 'number' ? Array.from({ length: given }, () => ({})) : given
  const targets = own.map((each, place) => ({ name: `t${place}`, server: {}, ...each }))
  const inFlight = targets.map(() => 0)
  let left: number[] = []
  const policy = make({ random: () => left.shift() ?? 0, targets, inFlight })
  const pick: Played<Policy>['pick'] = (now, call, draws = []) => {
    left = [...draws]
    return policy.pick(callOf(call), now)
  }
  return {
    policy,
    inFlight,
    pick,
    shares(now, call, first = []) {
      const counts = targets.map(() => 0)
      for (let step = 0; step < steps; step += 1) {
        const place = pick(now, call, [...first, (step + 0.5) / steps])
        if (place !== undefined) counts[place] = (counts[place] ?? 0) + 1
      }
      return counts.map((count) => count / steps)
    },
    waitMs(now, draw = 0.5) {
      left = [draw]
      return policy.waitMs?.(callOf(), now)
    },
    backoffMs(...[now, end, call, draw = 0.5]) {
      left = [draw]
      return policy.backoffMs?.(endOf(end), callOf(call), now)
    },
    start(now, place) {
      policy.started?.(place, callOf(), now)
    },
    end(...[now, place, end, call]) {
      policy.ended?.(place, endOf(end), callOf(call), now)
    },
  }
}

function callOf({ session, outputTokens = 100, ...own }: OwnCall = {}): RoutedCall {
  const request = { id: 1, inputTokens: 0, outputTokens, session, prefixTokens: 0 }
  return { request, isStreaming: true, attempts: 0, tried: [], ...own }
}

function endOf(own: Partial<AttemptEnd> = {}): AttemptEnd {
  return { kind: 'answered', ms: 100, firstContentMs: undefined, retryAfterMs: undefined, ...own }
}
