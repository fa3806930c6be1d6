import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { Balancer } from '../contracts/balancer.ts'
import type { BalancerHedgeOptions } from '../contracts/hedge.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import type { Strategy } from '../contracts/strategy.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { seededRandom, type Random } from '../time/random.ts'
import { createBalancer } from './create-balancer.ts'
import type { WhenUnavailable } from '../contracts/balancer-settings.ts'

type Step =
  | {
      readonly do: 'run' | 'stream'
      readonly options: RunOptions
      readonly reads: number
      readonly ends: 'leave' | 'forget' | 'read on'
    }
  | { readonly do: 'abort' | 'remove' | 'toggle' | 'reinstate'; readonly which: number }
  | { readonly do: 'add'; readonly silent: boolean }
  | { readonly do: 'update'; readonly which: number; readonly weight: number; readonly concurrency: number }
  | { readonly do: 'advance'; readonly ms: number }

const ms = fc.constantFrom(1, 20, 150, 400, 1100, 6000)
const hedge = fc.constantFrom<BalancerHedgeOptions | false>(
  false,
  { afterMs: 0, budgetRatio: 1 },
  { afterMs: 200 },
  { after: 'p95', budgetRatio: 1 },
)
const options: fc.Arbitrary<RunOptions> = fc.record(
  {
    hedge,
    idempotent: fc.boolean(),
    deadlineMs: fc.constantFrom(20, 300, 5000),
    maxAttempts: fc.constantFrom(1, 2, 4),
    only: fc.constantFrom('t0', ['t1', 'eu'], (target: { id: string }) => target.id !== 't0'),
    exclude: fc.constantFrom('t2', ['eu']),
    timeouts: fc.record({ attemptMs: fc.constantFrom(20, 500) }),
    expectedTokens: fc.record({ input: fc.constantFrom(1, 500) }),
    explain: fc.boolean(),
  },
  { requiredKeys: [] },
)
const which = fc.nat(9)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      options,
      reads: fc.constant(0),
      ends: fc.constant('leave' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('stream' as const),
      options,
      reads: fc.nat(4),
      ends: fc.constantFrom('leave' as const, 'forget' as const, 'read on' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('abort' as const, 'toggle' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('remove' as const, 'reinstate' as const), which }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), silent: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      which,
      weight: fc.constantFrom(0, 1, 5),
      concurrency: fc.constantFrom(1, 2, Infinity),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), ms }) },
)
const script = fc.record({
  seed: fc.nat(1_000_000),
  /** How often a callback of the user's throws or gives nonsense. */
  moodiness: fc.constantFrom(0, 0.1, 0.5, 1),
  targets: fc.integer({ min: 1, max: 4 }),
  /** Whether the calls go through a balancer of which the other one is a target. */
  isNested: fc.boolean(),
  whenUnavailable: fc.constantFrom<WhenUnavailable>(
    'fail',
    'least-bad',
    { maxWaitMs: 2000 },
    { maxWaitMs: 9000, maxWaiting: 2 },
  ),
  hedge,
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
})
type Script = typeof script extends fc.Arbitrary<infer Value> ? Value : never

/** One play of a script: a balancer whose every user's part may fail, and everything that has to add up at its end. */
class Play {
  readonly clock: FakeClock = createFakeClock()
  readonly random: Random
  readonly balancer: Balancer<string>
  /** What is called: the balancer itself, or one around it. */
  readonly outer: Balancer<string>
  readonly guards: TrickyGuard[] = []
  readonly callers: AbortController[] = []
  readonly work: Promise<unknown>[] = []
  /** What no run may do: call a target twice at a time, or more targets than it may. */
  readonly faults: string[] = []
  readonly #moodiness: number
  #added = 0

  constructor({ seed, moodiness, targets, isNested, whenUnavailable, hedge: usual }: Script) {
    this.random = seededRandom(seed)
    this.#moodiness = moodiness
    const moody = <Arguments extends unknown[], Result>(call: (...given: Arguments) => Result) =>
      this.moody(call)
    const strategy: Strategy = {
      name: 'any',
      pick: (candidates) => candidates.at(Math.floor(this.random() * candidates.length)),
      forget: moody(() => undefined),
      meter: {
        load: moody(() => 1),
        started: moody(() => ({ firstContent: moody(() => undefined), finished: moody(() => undefined) })),
      },
    }
    this.balancer = createBalancer<string>({
      clock: this.clock,
      random: moody(() => this.random()),
      strategy,
      whenUnavailable,
      hedge: usual,
      targets: [],
      pools: { p: { concurrency: 2 } },
      classify: moody(() => undefined),
      retry: {
        backoff: moody((retry: number) => 100 * (retry + 1)),
        budget: { withdraw: moody(() => true), deposit: moody(() => undefined), remaining: 1 },
      },
      timeouts: { attemptMs: 4000, firstContentMs: 4000, idleMs: 4000 },
    })
    this.balancer.on(
      '*',
      moody(() => undefined),
    )
    this.balancer.on('attempt-started', ({ targetId }) => {
      this.#lookAtBounds(targetId)
    })
    this.outer = isNested
      ? createBalancer<string>({
          clock: this.clock,
          strategy: { ...strategy, meter: { load: () => 0 } },
          whenUnavailable,
          hedge: usual,
          targets: [
            { id: 'group', client: this.balancer, maxAttempts: 3 },
            { id: 'spare', client: 'spare', weight: 0.5, tags: ['eu'] },
          ],
        })
      : this.balancer
    for (let count = 0; count < targets; count += 1) this.add(count % 2 === 0)
  }

  /** A function that is in no mood for its work now and then. */
  moody<Arguments extends unknown[], Result>(
    call: (...given: Arguments) => Result,
  ): (...given: Arguments) => Result {
    return (...given) => {
      if (this.random() >= this.#moodiness) return call(...given)
      const mood = Math.floor(this.random() * 4)
      if (mood === 0) throw new Error('a fault of the user')
      if (mood === 1) return Number.NaN as Result
      return (mood === 2 ? 'nonsense' : Promise.reject(new Error('later'))) as Result
    }
  }

  add(silent: boolean): void {
    const id = `t${this.#added}`
    this.#added += 1
    const guard = new TrickyGuard(this, silent)
    this.guards.push(guard)
    const more =
      this.random() < 0.5
        ? { pool: 'p', tags: ['eu'], contextWindow: 100, concurrency: 2 }
        : { concurrency: 3 }
    this.balancer.addTarget({ id, client: id, guards: [guard], ...more })
  }

  /** What the upstream does with one call. */
  async call(id: string, attempt: Attempt): Promise<string> {
    const tokens = this.random() < this.#moodiness ? 'many' : 1
    attempt.report({ usage: { outputTokens: tokens as number } })
    const fate = this.random()
    if (fate < 0.3) return id
    if (fate < 0.5) await this.#later(this.random() * 1000, attempt.signal)
    else if (fate < 0.6) await this.#later(3000)
    else if (fate < 0.7) await this.#later(Infinity, attempt.signal)
    else throw this.#failure()
    return id
  }

  /** An attempt begins on a target: never beyond what its user allows. */
  #lookAtBounds(id: string): void {
    const { targets, pools } = this.balancer.snapshot()
    for (const target of targets.filter((one) => one.id === id)) {
      const { concurrency = Infinity, inFlight, pool } = target
      const shared = pools.find((one) => one.pool === pool)
      if (inFlight > concurrency) this.faults.push(`${inFlight} of ${concurrency} calls of ${id}`)
      if (shared !== undefined && shared.inFlight > (shared.concurrency ?? 0))
        this.faults.push('pool exceeded')
    }
  }

  async *chunks(id: string, attempt: Attempt): AsyncGenerator<string> {
    for (let count = 0; count < 3; count += 1) {
      if (this.random() < 0.4) await this.call(id, attempt)
      yield `${id} ${count}`
    }
    yield '.'
  }

  #failure(): Error {
    const statuses = [500, 503, 429, 400, 401, 404]
    const status = statuses[Math.floor(this.random() * statuses.length)] ?? 500
    return statusError(status, this.random() < 0.3 ? { headers: { 'retry-after-ms': '700' } } : {})
  }

  #later(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = delayMs === Infinity ? undefined : this.clock.schedule(resolve, delayMs)
      signal?.addEventListener('abort', () => {
        cancel?.()
        reject(signal.reason as Error)
      })
    })
  }

  async do(one: Step): Promise<void> {
    const targets = this.balancer.targets()
    const target = 'which' in one ? targets[one.which % targets.length]?.id : undefined
    switch (one.do) {
      case 'run':
      case 'stream': {
        const caller = new AbortController()
        this.callers.push(caller)
        const given = { ...one.options, signal: caller.signal }
        const watched = this.#watched(given)
        this.work.push(
          one.do === 'run'
            ? this.outer.run((id, attempt) => watched(id, attempt, this.call(id, attempt)), given)
            : this.#read(one, given),
        )
        break
      }
      case 'abort':
        this.callers[one.which % this.callers.length]?.abort(new Error('gone'))
        break
      case 'toggle':
        this.guards[one.which % this.guards.length]?.toggle()
        break
      case 'add':
        this.add(one.silent)
        break
      case 'remove':
        if (target !== undefined) this.work.push(this.balancer.removeTarget(target))
        break
      case 'reinstate':
        if (target !== undefined) this.balancer.reinstateTarget(target)
        break
      case 'update':
        if (target !== undefined)
          this.balancer.updateTarget(target, { weight: one.weight, concurrency: one.concurrency })
        break
      case 'advance':
        await this.clock.advance(one.ms)
    }
    for (const work of this.work) work.catch(() => {})
  }

  /** Looks which targets a run calls at a time. */
  #watched({ idempotent, maxAttempts = Infinity }: RunOptions) {
    const running = new Set<string>()
    let calls = 0
    return async <Result>(id: string, { signal }: Attempt, call: Promise<Result>): Promise<Result> => {
      calls += 1
      if (running.has(id)) this.faults.push(`${id} is called twice at a time`)
      running.add(id)
      const over = (): void => void running.delete(id)
      if (signal.aborted) over()
      signal.addEventListener('abort', over)
      // In groups each level may make one more.
      const most = idempotent === false ? 1 : this.outer === this.balancer ? 2 : 4
      if (running.size > most) this.faults.push(`${running.size} calls at a time`)
      if (this.outer === this.balancer && calls > maxAttempts) this.faults.push(`${calls} calls`)
      try {
        return await call
      } finally {
        over()
      }
    }
  }

  async #read(
    { reads, ends }: Extract<Step, { do: 'run' | 'stream' }>,
    given: StreamOptions<string>,
  ): Promise<string> {
    const stream = this.outer.stream((id, attempt) => this.chunks(id, attempt), {
      ...given,
      unreadMs: 2000,
      onInterrupted: this.random() < 0.5 ? 'throw' : 'restart',
      isFinal: (chunk: string) => chunk === '.',
      isContent: this.moody(() => true),
    } as StreamOptions<string>)
    if (this.random() < 0.3) await stream.opened()
    for (let count = 0; count < reads; count += 1) await stream.next()
    if (ends === 'forget') return 'forgotten'
    if (ends === 'read on') for await (const chunk of stream) if (chunk === '.') break
    await stream.return()
    return 'left'
  }

  /** Lets everything come to its end. */
  async end(): Promise<void> {
    for (const guard of this.guards) if (!guard.isOn) guard.toggle()
    await this.clock.advance(120_000)
    const closing = [this.outer.close({ graceMs: 1000 }), this.balancer.close({ graceMs: 1000 })]
    await this.clock.advance(1000)
    await Promise.all(closing)
    await Promise.allSettled(this.work)
    await this.clock.advance(10_000)
  }
}

/** A guard that the script blocks, and that counts the permits it gave, and how often each came back. */
class TrickyGuard implements Guard {
  readonly name = 'tricky'
  readonly permits: { released: number }[] = []
  isOn = true
  readonly onChange?: (listener: () => void) => () => void
  readonly #listeners = new Set<() => void>()
  readonly #play: Play

  constructor(play: Play, silent: boolean) {
    this.#play = play
    if (silent) return
    this.onChange = play.moody((listener: () => void) => {
      this.#listeners.add(listener)
      return play.moody(() => this.#listeners.delete(listener))
    })
  }

  availableAt(now: number): number {
    return this.#play.moody(() => (this.isOn ? now : Infinity))()
  }

  acquire(): Permit | null {
    return this.#play.moody(() => (this.isOn ? this.#permit() : null))()
  }

  trial(): Permit | null {
    return this.#play.moody(() => (this.#play.random() < 0.5 ? this.#permit() : null))()
  }

  reset(): void {
    return this.#play.moody(() => undefined)()
  }

  toggle(): void {
    this.isOn = !this.isOn
    for (const listener of this.#listeners) listener()
  }

  #permit(): Permit {
    const permit = { released: 0 }
    this.permits.push(permit)
    return {
      release: () => {
        permit.released += 1
        return this.#play.moody(() => undefined)()
      },
      observe: this.#play.moody(() => undefined),
    }
  }
}

async function playOut(given: Script): Promise<Play> {
  const play = new Play(given)
  for (const one of given.steps) await play.do(one)
  await play.end()
  return play
}

describe('whatever runs, streams, aborts, changes and faults of the user come together', () => {
  it('all runs end, every permit comes back once, the counters add up, and nothing is left', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (given) => {
        const { balancer, outer, clock, guards, faults } = await playOut(given)
        expect(faults).toEqual([])
        for (const { runs, targets } of [balancer.snapshot(), outer.snapshot()]) {
          expect(runs).toMatchObject({ running: 0, waiting: 0 })
          expect(runs.started).toBe(runs.succeeded + runs.failed + runs.cancelled)
          for (const { inFlight, attempts, successes, failures, neutral } of targets) {
            expect(inFlight).toBe(0)
            expect(attempts).toBe(successes + failures + neutral)
          }
        }
        for (const { permits } of guards) for (const { released } of permits) expect(released).toBe(1)
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 150, seed: 20_261_128 },
    )
  })

  it('a patient run is served while one sound target is left', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (given) => {
        const play = new Play({ ...given, targets: 1, whenUnavailable: { maxWaitMs: 60_000 } })
        const { balancer, clock } = play
        for (const one of given.steps) await play.do(one)
        balancer.addTarget({ id: 'sound', client: 'sound' })
        const served = balancer.run(
          (id, attempt) => (id === 'sound' ? Promise.resolve(id) : play.call(id, attempt)),
          { only: ['sound'] },
        )
        await clock.advance(60_000)
        await expect(served).resolves.toBe('sound')
        await play.end()
      }),
      { numRuns: 40, seed: 7 },
    )
  })
})
