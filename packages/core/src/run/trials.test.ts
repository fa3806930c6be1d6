import { afterEach, describe, expect, it } from 'vitest'
import type { CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import type { Outcome } from '../contracts/outcome.ts'
import { first } from '../balancer/test/first.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import { GuardLog, leftovers, scene, watched } from '../balancer/test/scene.ts'
import { hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { Trials } from './trials.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const down = { answer: new Error('503') }
Object.assign(down.answer, { status: 500 })

/** An open circuit that gives permits for trials, and closes after a successful one. */
class OpenCircuit implements Guard {
  readonly name = 'circuit-open'
  readonly trials: number[] = []
  readonly ends: Outcome['type'][] = []
  until = Infinity
  /** Whether it gives permits for trials. */
  gives = true
  #listeners: (() => void)[] = []

  availableAt(): number {
    return this.until
  }

  acquire(now: number): Permit | null {
    return now >= this.until ? { release: () => {} } : null
  }

  onChange(listener: () => void): () => void {
    this.#listeners.push(listener)
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  trial(now: number, _call: CallFacts): Permit | null {
    if (!this.gives) return null
    this.trials.push(now)
    return {
      release: ({ type }) => {
        this.ends.push(type)
        if (type === 'success') this.until = 0
        for (const listener of this.#listeners) listener()
      },
    }
  }
}

type Options = Parameters<typeof scene>[1]

/** A scene whose targets all have an open circuit. */
function dark<Id extends string>(
  scripts: Readonly<Record<Id, readonly VendorStep[]>>,
  options: Options = {},
) {
  const made = scene(scripts, { strategy: first, ...options })
  const ids = Object.keys(scripts) as Id[]
  const circuits = Object.fromEntries(ids.map((id) => [id, new OpenCircuit()])) as Record<Id, OpenCircuit>
  for (const id of ids) made.balancer.updateTarget(id, { guards: [circuits[id]] })
  return { ...made, circuits, start: made.clock.now() }
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the times of trials', () => {
  it('are a quarter of a second apart, but for a success: then the next may follow at once', () => {
    const clock = createFakeClock(5000)
    const trials = new Trials(clock)
    expect(trials.delayMs).toBe(0)
    trials.began()
    expect(trials.delayMs).toBe(250)
    trials.ended(false, 5000)
    expect(trials.delayMs).toBe(250)
    trials.ended(true, 5000)
    expect(trials.delayMs).toBe(0)
  })
})

describe('a trial of a blocked target', () => {
  it('is made on demand, when no other target is available', async () => {
    const { balancer, circuits, served } = dark({ a: [] })
    await expect(balancer.run(call)).resolves.toBe('a')
    expect([served, circuits.a.ends]).toEqual([['a'], ['success']])
  })

  it('is not made while another target is available', async () => {
    const { balancer, circuits, served } = dark({ a: [], b: [] })
    balancer.updateTarget('b', { guards: [] })
    await balancer.run(call)
    expect(served).toEqual(['b'])
    expect(circuits.a.trials).toEqual([])
  })

  it('is the only one in a quarter of a second when it fails, and leaves the circuit as it is', async () => {
    const { balancer, circuits, clock, served, start } = dark({ a: [down, down, down], b: [] })
    circuits.b.gives = false
    for (let time = 0; time < 700; time += 50) {
      await balancer.run(call).catch(() => {})
      await clock.advance(50)
    }
    expect(circuits.a.trials).toEqual([start, start + 250, start + 500])
    expect(circuits.a.ends).toEqual(['failure', 'failure', 'failure'])
    expect(served).toEqual(['a', 'a', 'a'])
  })

  it('may follow at once when the one before succeeded', async () => {
    const { balancer, circuits, served } = dark({ a: [], b: [] })
    await balancer.run(call)
    circuits.a.until = Infinity
    balancer.updateTarget('a', { guards: [circuits.a] })
    await balancer.run(call)
    expect(served).toEqual(['a', 'b'])
  })

  it('goes to the target that was asked longest ago', async () => {
    const { balancer, clock, served } = dark({ a: [down, down], b: [down, down], c: [down] })
    for (let count = 0; count < 5; count += 1) {
      await balancer.run(call, { maxAttempts: 1 }).catch(() => {})
      await clock.advance(1000)
    }
    expect(served).toEqual(['a', 'b', 'c', 'a', 'b'])
  })

  it('is not made on a target with a call in flight', async () => {
    const { balancer, clock, served, circuits } = dark({ a: [{ answer: hang }], b: [] })
    circuits.b.gives = false
    const leave = new AbortController()
    const first = balancer.run(call, { signal: leave.signal })
    await clock.advance(5000)
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    expect(served).toEqual(['a'])
    leave.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect(circuits.a.ends).toEqual(['neutral'])
  })

  it('may be made beside a stream that has given its first content: that one no longer keeps others waiting', async () => {
    const long = [
      { stream: ['x', { afterMs: 30_000, give: 'y' }] },
      { stream: ['x', { afterMs: 30_000, give: 'y' }] },
    ]
    const { balancer, circuits, clock } = dark({ a: long })
    const read = async (): Promise<string> => {
      let text = ''
      for await (const chunk of balancer.stream((vendor, attempt) => vendor.stream(attempt))) text += chunk
      return text
    }
    const runs = [read()]
    await clock.settle()
    runs.push(read())
    await clock.settle()
    expect(circuits.a.trials).toHaveLength(2)
    expect(circuits.a.ends).toEqual([])
    await clock.advance(30_000)
    await expect(Promise.all(runs)).resolves.toEqual(['xy', 'xy'])
    expect(circuits.a.ends).toEqual(['success', 'success'])
  })

  it('is not made on a target that is cooling', async () => {
    const { balancer, circuits, clock, served } = dark({ a: [{ answer: limited(5000) }] })
    await expect(balancer.run(call)).rejects.toMatchObject({ status: 429 })
    await clock.advance(4999)
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    expect(circuits.a.trials).toHaveLength(1)
    await clock.advance(1)
    await expect(balancer.run(call)).resolves.toBe('a')
    expect(served).toEqual(['a', 'a'])
  })

  it('needs a permit of each of its other guards as well', async () => {
    const { balancer, circuits, guards, clock } = dark({ a: [] })
    const [circuit, limit] = [circuits.a, guards.a]
    balancer.updateTarget('a', { guards: [circuit, limit] })
    limit.refuses = true
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    expect(circuit.ends).toEqual(['neutral'])
    limit.refuses = false
    await clock.advance(1000)
    await expect(balancer.run(call)).resolves.toBe('a')
    expect(circuit.ends).toEqual(['neutral', 'success'])
  })

  it('says in the trail that it was one', async () => {
    const { balancer } = dark({ a: [] })
    const { attempts } = await balancer.runWithTrail(call)
    expect(attempts[0]?.picked).toMatchObject({ strategy: 'trial', candidates: [] })
  })

  it('is the reason for which runs wait, and is made by one that waits', async () => {
    const { balancer, circuits, clock, served, start } = dark(
      { a: [down] },
      { whenUnavailable: { maxWaitMs: 5000 } },
    )
    await expect(balancer.run(call, { maxAttempts: 1 })).rejects.toMatchObject({ status: 500 })
    const waiting = [balancer.run(call), balancer.run(call)]
    await clock.advance(249)
    expect(served).toEqual(['a'])
    expect(balancer.snapshot().runs.waiting).toBe(2)
    await clock.advance(1)
    await expect(Promise.all(waiting)).resolves.toEqual(['a', 'a'])
    expect(circuits.a.trials).toEqual([start, start + 250])
  })

  it('is no reason to wait when the circuit gives no permit for one', async () => {
    const { balancer, circuits, clock } = dark({ a: [] }, { whenUnavailable: { maxWaitMs: 5000 } })
    circuits.a.gives = false
    for (let count = 0; count < 3; count += 1) {
      await expect(settled(balancer.run(call), clock)).resolves.toMatchObject({ code: 'no-target-available' })
      expect(clock.pending).toBe(0)
    }
  })

  it('is asked for at most four times a second, of a target whose guards refuse it', async () => {
    const { balancer, circuits, clock, start } = dark({ a: [] })
    const asked: number[] = []
    Object.assign(circuits.a, { trial: (now: number) => (asked.push(now), null) })
    for (let time = 0; time < 500; time += 50) {
      await balancer.run(call).catch(() => {})
      await clock.advance(50)
    }
    expect(asked).toEqual([start, start + 250])
  })

  it('whose caller leaves allows the next one after a while, as a failed one does', async () => {
    const { balancer, clock, served } = dark({ a: [{ answer: hang }] })
    const leave = new AbortController()
    const left = balancer.run(call, { signal: leave.signal })
    await clock.settle()
    leave.abort(new Error('enough'))
    await expect(left).rejects.toThrow('enough')
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    await clock.advance(1000)
    await expect(balancer.run(call)).resolves.toBe('a')
    expect(served).toEqual(['a', 'a'])
  })
})

/** What a run gives within the present moment: its value, its error, or that it waits. */
async function settled(run: Promise<unknown>, clock: FakeClock): Promise<unknown> {
  let end: unknown = 'it waits'
  run.then(
    (value) => (end = value),
    (error: unknown) => (end = error),
  )
  await clock.settle()
  return end
}

/** A 429 with a hint. */
function limited(retryAfterMs: number): Error {
  return statusError(429, { headers: { 'retry-after-ms': String(retryAfterMs) } })
}

describe('a trial inside a group', () => {
  /** A balancer over one group of targets whose circuits are open. */
  function grouped(options: Options = {}) {
    const inner = dark({ a: [{ answer: 'a' }], b: [{ answer: 'b' }] })
    const { clock } = inner
    const outer = watched(
      createBalancer<TestVendor>({ clock, targets: [{ id: 'group', client: inner.balancer }], ...options }),
    )
    return { ...inner, outer }
  }

  it('is made for a run of the outer balancer', async () => {
    const { outer, circuits } = grouped()
    expect(await outer.run(call)).toBe('a')
    expect(circuits.a.ends).toEqual(['success'])
  })

  it('is made through groups inside groups', async () => {
    const { outer, clock, circuits } = grouped()
    const outmost = watched(createBalancer<TestVendor>({ clock, targets: [{ id: 'groups', client: outer }] }))
    expect(await outmost.run(call)).toBe('a')
    expect(circuits.a.ends).toEqual(['success'])
  })

  it('is made for a run that waits, at most four times a second', async () => {
    const { outer, circuits, clock, start } = grouped({ whenUnavailable: { maxWaitMs: 2000 } })
    let isDown = true
    const answers = [1, 2, 3, 4, 5].map(() =>
      outer.run((vendor, attempt) => (isDown ? Promise.reject(statusError(500)) : vendor.call(attempt))),
    )
    const settled = Promise.allSettled(answers)
    for (let ms = 0; ms < 2000; ms += 10) {
      if (ms === 600) isDown = false
      await clock.advance(10)
    }
    const tried = [...circuits.a.trials, ...circuits.b.trials].map((at) => at - start)
    expect(tried.toSorted((one, other) => one - other)).toEqual([0, 250, 500, 750])
    const states = (await settled).map(({ status }) => status)
    expect(states.toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'])
  })

  it('is not made while the outer target cools, or its own guard refuses', async () => {
    const { outer, circuits } = grouped()
    const guard = new GuardLog()
    guard.refuses = true
    outer.updateTarget('group', { guards: [guard] })
    await expect(outer.run(call)).rejects.toThrow('no target may take the call now')
    expect(circuits.a.trials).toEqual([])
  })
})
