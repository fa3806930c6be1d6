import { afterEach, describe, expect, it } from 'vitest'
import { leftovers, scene, type Scene } from '../balancer/test/scene.ts'
import { hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import { peakEwma } from '../strategies/peak-ewma.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt): Promise<string> => vendor.call(attempt)
const after = (afterMs: number): VendorStep => ({ answer: { afterMs, give: 'answer' } })
const hangs: VendorStep = { answer: hang }
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value)
const hedge = { afterMs: 100 } as const

/** Makes a run that may take up to a minute; gives the targets that it asked. */
async function ask(scripted: Scene<string>, options: RunOptions = {}): Promise<readonly string[]> {
  const before = scripted.served.length
  const run = scripted.balancer.run(call, options).catch(() => undefined)
  let isOver = false
  void run.then(() => (isOver = true))
  await scripted.clock.settle()
  for (let waited = 0; !isOver && waited < 60_000; waited += 10) await scripted.clock.advance(10)
  await run
  return scripted.served.slice(before)
}

async function askTimes(scripted: Scene<string>, count: number, options?: RunOptions): Promise<string[][]> {
  const asked: string[][] = []
  for (let run = 0; run < count; run += 1) asked.push([...(await ask(scripted, options))])
  return asked
}

const hedged = (asked: readonly (readonly string[])[]): number =>
  asked.filter(({ length }) => length > 1).length

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('whether a run is hedged', () => {
  it('is said by the balancer, and by each call: off unless one of them asks for it', async () => {
    const scripts = { a: times(9, after(300)), b: [] }
    const off = scene(scripts)
    expect(await ask(off)).toEqual(['a'])
    expect(await ask(off, { hedge })).toEqual(['a', 'b'])
    const on = scene(scripts, { hedge })
    expect(await ask(on)).toEqual(['a', 'b'])
    expect(await ask(on, { hedge: false })).toEqual(['a'])
    expect(await ask(on, { hedge: { afterMs: 400 } })).toEqual(['a'])
    expect(await ask(on, { hedge: undefined })).toEqual(['a', 'b'])
  })

  it('is no when two attempts at once would do harm', async () => {
    const scripted = scene({ a: times(9, after(300)), b: [] }, { hedge })
    expect(await ask(scripted, { idempotent: false })).toEqual(['a'])
    expect(await ask(scripted, { idempotent: false, hedge })).toEqual(['a'])
    expect(await ask(scripted, { idempotent: true })).toEqual(['a', 'b'])
  })

  it('is no when another target is not allowed, or not available at once', async () => {
    const scripted = scene({ a: times(9, after(300)), b: [], c: [] }, { hedge, whenUnavailable: 'least-bad' })
    expect(await ask(scripted, { pin: 'a' })).toEqual(['a'])
    expect(await ask(scripted, { only: 'a' })).toEqual(['a'])
    expect(await ask(scripted, { exclude: 'b' })).toEqual(['a', 'c'])
    scripted.guards.b.blockedUntil = Infinity
    expect(await ask(scripted)).toEqual(['a', 'c'])
    scripted.guards.c.refuses = true
    expect(await ask(scripted)).toEqual(['a'])
    expect(scripted.clock.pending).toBe(0)
  })

  it('is no for another target of a key that is used up', async () => {
    const scripted = scene(
      { a: [after(300)], b: [{ answer: statusError(429) }], c: [], d: [], e: [] },
      { hedge },
    )
    for (const id of ['b', 'c']) scripted.balancer.updateTarget(id, { pool: 'key' })
    const slow = ask(scripted)
    const limited = scripted.balancer.run(call, { pin: 'b' }).catch(() => 'limited')
    expect(await slow).toEqual(['a', 'b', 'd'])
    expect(scripted.vendors.c.attempts).toEqual([])
    await scripted.balancer.close({ graceMs: 0 })
    expect(await limited).toBe('limited')
  })

  it('is no when a target says at once whether it fails: a failure is no hedge', async () => {
    const scripted = scene({ a: [{ answer: statusError(500) }], b: [] }, { hedge: { afterMs: 0 } })
    expect(await ask(scripted)).toEqual(['a', 'b'])
    expect(scripted.events.filter((event) => 'hedge' in event)).toEqual([])
  })

  it('is no when its deadline is closer than the quickest answer', async () => {
    const scripted = scene({ a: [after(80), after(300)], b: [] }, { hedge })
    await ask(scripted)
    expect(await ask(scripted, { deadlineMs: 150 })).toEqual(['a'])
  })

  it('is yes when there is time for an answer of the quickest target, whichever that is', async () => {
    const scripted = scene({ a: [after(300), after(300)], b: times(2, after(80)) }, { hedge })
    await ask(scripted, { only: 'a' })
    await ask(scripted, { only: 'b' })
    expect(await ask(scripted, { deadlineMs: 250 })).toEqual(['a', 'b'])
  })

  it('is no for a target that a waiting run is about to take', async () => {
    const scripted = scene({ a: [after(300)], b: [] }, { hedge, whenUnavailable: { maxWaitMs: 9000 } })
    scripted.guards.b.blockedUntil = scripted.clock.now() + 100
    const slow = scripted.balancer.run(call)
    await scripted.clock.settle()
    const waiting = scripted.balancer.run(call, { only: 'b', hedge: false })
    await scripted.clock.advance(300)
    expect(await Promise.all([slow, waiting])).toEqual(['answer', 'b'])
    expect(scripted.served).toEqual(['a', 'b'])
  })
})

describe('the budget of hedges', () => {
  it('allows ten at once, then one for each twenty runs that succeed', async () => {
    const scripted = scene({ a: times(250, after(300)), b: [] }, { hedge })
    expect(hedged(await askTimes(scripted, 10))).toBe(10)
    expect(hedged(await askTimes(scripted, 200))).toBe(10)
  })

  it('is as large as the caller says, and may allow one for each run', async () => {
    const scripted = scene({ a: times(100, after(300)), b: [] }, { hedge: { afterMs: 100, budgetRatio: 1 } })
    expect(hedged(await askTimes(scripted, 100))).toBe(100)
  })

  it('grows by runs that succeed only, and not by those that do not hedge', async () => {
    const scripted = scene(
      {
        a: [
          ...times(10, after(300)),
          ...times(100, after(1)),
          after(300),
          ...times(10, after(1)),
          after(300),
        ],
        b: [],
      },
      { hedge },
    )
    await askTimes(scripted, 10)
    await askTimes(scripted, 100, { hedge: false })
    expect(await ask(scripted)).toEqual(['a'])
    await askTimes(scripted, 10)
    expect(await ask(scripted)).toEqual(['a', 'b'])
  })
})

describe('a hedge after the 95th percentile', () => {
  const p95 = { after: 'p95' } as const

  it('is made only when 20 calls of the target are known', async () => {
    const scripted = scene({ a: [...times(19, after(200)), after(5000), after(5000)], b: [] }, { hedge: p95 })
    expect(hedged(await askTimes(scripted, 20))).toBe(0)
    expect(await ask(scripted)).toEqual(['a', 'b'])
  })

  it('waits as long as 95 % of the calls of that target take', async () => {
    const scripted = scene({ a: [...times(40, after(200)), hangs], b: times(20, after(10)) }, { hedge: p95 })
    await askTimes(scripted, 40)
    await askTimes(scripted, 20, { only: 'b' })
    const began = scripted.clock.now()
    const run = scripted.balancer.run(call)
    await scripted.clock.advance(199)
    expect(scripted.vendors.b.attempts).toHaveLength(20)
    await scripted.clock.advance(25)
    expect(await run).toBe('b')
    expect(scripted.clock.now() - began).toBeLessThan(225)
  })

  it('knows streams and plain calls apart', async () => {
    const scripted = scene(
      { a: [...times(40, after(100)), { stream: [{ afterMs: 900, give: 'x' }, '.'] }], b: [] },
      { hedge: p95 },
    )
    await askTimes(scripted, 40)
    const stream = scripted.balancer.stream((vendor, attempt) => vendor.stream(attempt))
    const opened = stream.opened()
    await scripted.clock.advance(900)
    expect((await opened)?.id).toBe('a')
    expect(scripted.served).not.toContain('b')
    await stream.return()
  })

  it('learns from the slow ones that a hedge has beaten, so that it does not come ever sooner', async () => {
    const latencies = Array.from({ length: 600 }, (_, run) => after(run % 20 === 0 ? 2000 : 100 + (run % 50)))
    const scripted = scene(
      { a: latencies, b: times(600, after(100)) },
      { hedge: { after: 'p95', budgetRatio: 1 } },
    )
    const asked = await askTimes(scripted, 600)
    const share = hedged(asked.slice(100)) / 500
    expect(share).toBeGreaterThan(0.02)
    expect(share).toBeLessThanOrEqual(0.06)
  })

  it('learns from calls that ran out of time, and not from those that failed at once', async () => {
    const failed = (status: number): VendorStep => ({ answer: statusError(status) })
    const steps = (status: number): VendorStep[] => [...times(19, after(200)), failed(status), after(900)]
    const askedAfter = async (status: number): Promise<readonly string[]> => {
      const scripted = scene({ a: steps(status), b: [] }, { hedge: { after: 'p95', budgetRatio: 1 } })
      await askTimes(scripted, 20, { maxAttempts: 1 })
      return ask(scripted)
    }
    expect(await askedAfter(504)).toEqual(['a', 'b'])
    expect(await askedAfter(500)).toEqual(['a'])
  })

  it('has nothing to learn while no run asks for it', async () => {
    const scripted = scene({ a: [...times(40, after(200)), after(900)], b: [] }, { hedge: { afterMs: 5000 } })
    await askTimes(scripted, 40)
    expect(await ask(scripted, { hedge: p95 })).toEqual(['a'])
  })
})

describe('in a general slowdown', () => {
  const options = { strategy: roundRobin, hedge: { afterMs: 250, budgetRatio: 1 } }
  const made = (scripts: Readonly<Record<string, readonly VendorStep[]>>): Scene<string> =>
    scene(scripts, { hedge: options.hedge, strategy: options.strategy() })
  const usual = times(50, after(100))

  it('nothing is hedged once most targets take more than twice as long as they used to', async () => {
    const slow = [...usual, ...times(40, after(400))]
    const scripted = made({ a: slow, b: slow, c: slow })
    expect(hedged(await askTimes(scripted, 150))).toBe(0)
    const asked = await askTimes(scripted, 60)
    expect(hedged(asked.slice(0, 20))).toBeGreaterThan(5)
    expect(hedged(asked.slice(20))).toBe(0)
  })

  it('one slow target is hedged on the others, never the other way round', async () => {
    const scripted = made({
      a: [...usual, ...times(99, after(400))],
      b: times(199, after(100)),
      c: times(199, after(100)),
    })
    await askTimes(scripted, 150)
    const asked = await askTimes(scripted, 60)
    const pairs = asked.filter(({ length }) => length > 1)
    expect(pairs.length).toBeGreaterThanOrEqual(20)
    expect(pairs.every(([slow]) => slow === 'a')).toBe(true)
  })

  it('a slower level is the usual one after a while', async () => {
    const slow = [...usual, ...times(400, after(300))]
    const scripted = made({ a: slow, b: slow })
    await askTimes(scripted, 100)
    await askTimes(scripted, 400, { hedge: { afterMs: 9000 } })
    expect(hedged(await askTimes(scripted, 10))).toBeGreaterThan(5)
  })

  it('no hedge goes to a target that has said of late that it had too much to do', async () => {
    const scripted = scene(
      { a: times(9, after(300)), b: [{ answer: statusError(503) }], c: [] },
      { hedge: { afterMs: 100 } },
    )
    await ask(scripted, { only: ['b', 'c'] })
    await ask(scripted, { only: 'b' })
    expect(scripted.balancer.snapshot().targets[1]?.window).toBeDefined()
    expect(await ask(scripted)).toEqual(['a', 'c'])
    expect(await ask(scripted, { only: ['a', 'b'] })).toEqual(['a'])
  })

  it('nothing is hedged while most targets have said so', async () => {
    const shed: VendorStep = { answer: statusError(503) }
    const scripted = scene(
      { a: [after(10), ...times(9, after(300))], b: [shed], c: [shed], d: [] },
      { hedge: { afterMs: 100 } },
    )
    for (const only of ['b', 'c', 'a']) await ask(scripted, { only, maxAttempts: 1 })
    expect(await ask(scripted)).toEqual(['a', 'd'])
    await scripted.balancer.removeTarget('d')
    expect(await ask(scripted)).toEqual(['a'])
  })
})

describe('what a hedge teaches', () => {
  it('a target that was beaten is known to take at least so long', async () => {
    const scripted = scene(
      { a: [after(50), hangs], b: [after(60), after(60)] },
      { hedge, strategy: peakEwma() },
    )
    for (const only of ['a', 'b']) await ask(scripted, { only })
    expect(await ask(scripted)).toEqual(['a', 'b'])
    const loads = scripted.balancer.snapshot().targets.map(({ load = 0 }) => load)
    expect(loads[0]).toBeCloseTo(160)
    expect(loads[1]).toBeLessThan(61)
    expect(await ask(scripted)).toEqual(['b'])
  })

  it('a target that was beaten soon counts as before, and a success of it is still the latest', async () => {
    const scripted = scene({ a: [after(150)], b: [after(400), hangs] }, { hedge, strategy: peakEwma() })
    await ask(scripted, { only: 'b', hedge: false })
    const before = scripted.balancer.snapshot().targets[1]?.load ?? 0
    expect(await ask(scripted)).toEqual(['a', 'b'])
    const { load, lastFailure, failures } = scripted.balancer.snapshot().targets[1] ?? {}
    expect(load).toBeLessThanOrEqual(before)
    expect(load).toBeGreaterThan(0.9 * before)
    expect([lastFailure, failures]).toEqual([undefined, 0])
  })
})
