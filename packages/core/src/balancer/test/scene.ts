/** What the tests of streams, groups and aborts share. Not part of the package. */
import type { Balancer } from '../../contracts/balancer.ts'
import type { AttemptFacts } from '../../contracts/call.ts'
import type { BalancerEvent } from '../../contracts/events.ts'
import type { Guard, Permit } from '../../contracts/guard.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { StreamOptions } from '../../contracts/run-options.ts'
import type { LoadMeter, Strategy } from '../../contracts/strategy.ts'
import type { TokenUsage } from '../../contracts/usage.ts'
import { seededRandom } from '../../time/random.ts'
import { failover } from '../../strategies/failover.ts'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { createBalancer } from '../create-balancer.ts'
import type { BalancerOptions } from '../options.ts'
import { TestVendor, type VendorStep } from './vendor.ts'

/** Chunks of the tests: `~…` is preamble, `~in 7` and `~out 3` report tokens, `.` ends a whole answer. */
export const chunkRules: Required<Pick<StreamOptions<string>, 'isContent' | 'isFinal' | 'usageOf'>> = {
  isContent: (chunk) => !chunk.startsWith('~'),
  isFinal: (chunk) => chunk === '.',
  usageOf(chunk): TokenUsage | undefined {
    const [, side, tokens] = /^~(in|out) (\d+)$/.exec(chunk) ?? []
    if (side === undefined) return undefined
    return side === 'in' ? { inputTokens: Number(tokens) } : { outputTokens: Number(tokens) }
  },
}

/** A guard that records the permits it gave and the outcomes they came back with. */
export class GuardLog implements Guard {
  readonly name: string
  acquired = 0
  readonly released: Outcome[] = []
  readonly observed: AttemptFacts[] = []
  /** Set it to block the target until then. */
  blockedUntil = 0
  /** Set it to give no permit although the target counts as available. */
  refuses = false

  constructor(name = 'log') {
    this.name = name
  }

  availableAt(): number {
    return this.blockedUntil
  }

  acquire(): Permit | null {
    if (this.refuses) return null
    this.acquired += 1
    return {
      release: (outcome) => this.released.push(outcome),
      observe: (facts) => this.observed.push(facts),
    }
  }
}

/** A signal that counts its listeners. */
export class WatchedSignal {
  readonly #controller = new AbortController()
  readonly listeners: Set<unknown> = new Set<unknown>()

  constructor() {
    const { signal } = this
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    Object.assign(signal, {
      addEventListener: (type: string, listener: EventListener): void => {
        this.listeners.add(listener)
        add(type, listener)
      },
      removeEventListener: (type: string, listener: EventListener): void => {
        this.listeners.delete(listener)
        remove(type, listener)
      },
    })
    running.push(() => (this.listeners.size === 0 ? [] : ['listeners on a signal']))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason)
  }
}

/** A strategy whose meter records its calls. */
export function metered(told: string[], strategy: Strategy = failover()): Strategy {
  const meter: LoadMeter = {
    load: () => 0,
    started({ id }, call) {
      told.push(`${id} started`)
      return {
        firstContent: (now) => told.push(`${id} first content after ${now - call.startedAt}`),
        finished: ({ type, durationMs }) => told.push(`${id} ${type} after ${durationMs}`),
      }
    },
  }
  return { name: strategy.name, pick: (...asked) => strategy.pick(...asked), meter }
}

export interface Scene<Id extends string> {
  readonly balancer: Balancer<TestVendor>
  readonly clock: FakeClock
  readonly vendors: Readonly<Record<Id, TestVendor>>
  readonly guards: Readonly<Record<Id, GuardLog>>
  readonly events: readonly BalancerEvent[]
  /** Which target served each call, in order. */
  readonly served: readonly string[]
}

export interface Shared {
  readonly clock: FakeClock
  readonly served: string[]
}

/** A balancer over scripted vendors in the order given, with a guard each. Groups of one test share clock and list. */
export function scene<Id extends string>(
  scripts: Readonly<Record<Id, readonly VendorStep[]>>,
  options: Partial<BalancerOptions<TestVendor>> = {},
  shared: Shared = { clock: createFakeClock(), served: [] },
): Scene<Id> {
  const ids = Object.keys(scripts) as Id[]
  const vendors = recordOf(ids, (id) => new TestVendor(id, scripts[id], shared))
  const guards = recordOf(ids, () => new GuardLog())
  const { clock, served } = shared
  const targets = ids.map((id) => ({ id, client: vendors[id], guards: [guards[id]] }))
  const balancer = watched(
    createBalancer<TestVendor>({ clock, random: seededRandom(7), strategy: failover(), targets, ...options }),
  )
  const events: BalancerEvent[] = []
  balancer.on('*', (event) => events.push(event))
  running.push(() => [
    ...(clock.pending === 0 ? [] : [`${clock.pending} timers`]),
    ...ids.filter((id) => vendors[id].open !== 0).map((id) => `an open stream of ${id}`),
    ...ids
      .filter((id) => guards[id].acquired !== guards[id].released.length)
      .map((id) => `${guards[id].acquired} permits of ${id}, ${guards[id].released.length} released`),
  ])
  return { balancer, clock, vendors, guards, events, served }
}

/** Makes {@link leftovers} look at a balancer too. */
export function watched<Client>(balancer: Balancer<Client>): Balancer<Client> {
  running.push(() => {
    const { runs, targets } = balancer.snapshot()
    const { started, succeeded, failed, cancelled } = runs
    return [
      ...(runs.running + runs.waiting === 0 ? [] : ['runs']),
      ...(started === succeeded + failed + cancelled ? [] : ['runs that are not counted']),
      ...targets.filter(({ inFlight }) => inFlight !== 0).map(({ id }) => `attempts on ${id}`),
      ...targets
        .filter((target) => target.attempts !== target.successes + target.failures + target.neutral)
        .map(({ id }) => `attempts on ${id} that are not counted`),
    ]
  })
  return balancer
}

let running: (() => readonly string[])[] = []

/** What is left of everything a test made here: timers, listeners, permits, attempts, open streams. Ask once per test. */
export function leftovers(): string[] {
  const left = running.flatMap((look) => look())
  running = []
  return left
}

/** Reads a stream to its end; gives what came, and the error if there was one. */
export async function read<Chunk>(
  stream: AsyncIterable<Chunk>,
): Promise<{ readonly chunks: readonly Chunk[]; readonly error: unknown }> {
  const chunks: Chunk[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
    return { chunks, error: undefined }
  } catch (error) {
    return { chunks, error }
  }
}

function recordOf<Id extends string, Value>(ids: readonly Id[], make: (id: Id) => Value): Record<Id, Value> {
  return Object.fromEntries(ids.map((id) => [id, make(id)])) as Record<Id, Value>
}
