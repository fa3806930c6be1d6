import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { hangs, rejects, setDueScene } from './test/scene.ts'

describe.each(engines)('probing, on $engine', ({ create }) => {
  it.each([1, 3])('allows exactly %i of 100 simultaneous calls while half-open', async (maxProbes) => {
    const { breaker, clock } = await setDueScene(create, { maxProbes })
    let upstream = 0
    const rejected: unknown[] = []
    const all = Array.from({ length: 100 }, () =>
      breaker.execute(() => {
        upstream += 1
        return hangs()
      }),
    )
    for (const each of all) each.catch((error: unknown) => rejected.push(error))
    expect(upstream).toBe(maxProbes)
    await Promise.resolve()
    expect(rejected).toHaveLength(100 - maxProbes)
    expect(rejected[0]).toMatchObject({ code: 'circuit-open', retryAfterMs: 100 })
    await clock.advance(100)
    expect(rejected).toHaveLength(100)
    expect(breaker.state).toBe('open')
  })

  it('gives the place of a neutral probe to the next call and does not close', async () => {
    const { breaker, end } = await setDueScene(create)
    end('neutral', 10)
    expect(breaker.state).toBe('half-open')
    end('success', 2)
    expect(breaker.state).toBe('closed')
  })

  it('gives the place of an aborted probe to the next call at once', async () => {
    const { breaker } = await setDueScene(create)
    const caller = new AbortController()
    const probe = breaker.execute(hangs, { signal: caller.signal })
    expect(breaker.acquire()).toBeNull()
    caller.abort(new Error('gone'))
    expect(breaker.acquire()).not.toBeNull()
    expect(await rejects(probe)).toMatchObject({ message: 'gone' })
  })

  it('ends a probe that hangs when its time limit has passed, as a failure', async () => {
    const { breaker, clock, end } = await setDueScene(create)
    const probe = rejects(breaker.execute(hangs))
    await clock.advance(100)
    expect(await probe).toMatchObject({ name: 'TimeoutError' })
    await clock.advance(1000)
    end('success', 2)
    expect(breaker.state).toBe('closed')
  })

  it('says that a probe may be made at once while a place is free, and names no time while all are taken', async () => {
    const { breaker, clock, permit } = await setDueScene(create, { maxProbes: 2, probeLeaseMs: 5000 })
    permit()
    expect(breaker.availableAt()).toBe(clock.now())
    permit()
    expect(breaker.availableAt()).toBe(Infinity)
    await clock.advance(5000)
    expect(breaker.availableAt()).toBe(clock.now())
  })

  it('gives the place of the oldest probe away first, one for each call', async () => {
    const { breaker, clock, permit } = await setDueScene(create, { maxProbes: 2, probeLeaseMs: 5000 })
    const first = permit()
    await clock.advance(10)
    const second = permit()
    await clock.advance(4990)
    permit()
    expect(breaker.acquire()).toBeNull()
    first.release('failure')
    expect(breaker.state).toBe('half-open')
    second.release('failure')
    expect(breaker.state).toBe('open')
  })

  it('gives the place of a permit that is never released to the next call when its lease has run out', async () => {
    const { breaker, clock, permit } = await setDueScene(create, { probeLeaseMs: 5000 })
    const lost = permit()
    await clock.advance(4999)
    expect(breaker.acquire()).toBeNull()
    await clock.advance(1)
    const next = permit()
    expect(breaker.acquire()).toBeNull()
    lost.release('failure')
    expect(breaker.state).toBe('half-open')
    next.release('failure')
    expect(breaker.state).toBe('open')
  })
  it('makes room for one more at a time with each first content, and still closes by their ends alone', async () => {
    const { breaker, permit } = await setDueScene(create)
    const atOnce = (): ReturnType<typeof permit>[] => {
      const admitted: ReturnType<typeof permit>[] = []
      for (let next = breaker.acquire(); next !== null; next = breaker.acquire()) admitted.push(next)
      return admitted
    }
    const probes = [permit()]
    const admitted = [1, 2, 3].map(() => {
      for (const probe of probes) probe.firstContent()
      const more = atOnce()
      probes.push(...more)
      return more.length
    })
    // None of those that answered waits in a place, and each of them has made room for one more.
    expect(admitted).toEqual([2, 4, 8])
    expect(breaker.state).toBe('half-open')
    for (const probe of probes.slice(0, 3)) probe.release('success')
    expect(breaker.state).toBe('closed')
  })

  it('closes all places again when a probe fails after its first content', async () => {
    const { breaker, clock, permit } = await setDueScene(create)
    const first = permit()
    first.firstContent()
    first.firstContent()
    expect([breaker.acquire(), breaker.acquire(), breaker.acquire()].map(Boolean)).toEqual([
      true,
      true,
      false,
    ])
    first.release('failure')
    expect(breaker.state).toBe('open')
    await clock.advance(120_000)
    expect([breaker.acquire(), breaker.acquire()].map(Boolean)).toEqual([true, false])
  })

  it('makes no more room with first contents once a probe has failed after its own, until the circuit closes', async () => {
    const { breaker, clock, permit } = await setDueScene(create)
    const first = permit()
    first.firstContent()
    first.release('failure')
    await clock.advance(120_000)
    for (let probe = 0; probe < 2; probe += 1) {
      const next = permit()
      next.firstContent()
      expect([breaker.state, breaker.acquire()]).toEqual(['half-open', null])
      next.release('success')
    }
    expect(breaker.state).toBe('closed')
    breaker.trip()
    await clock.advance(120_000)
    permit().firstContent()
    expect([breaker.acquire(), breaker.acquire(), breaker.acquire()].map(Boolean)).toEqual([
      true,
      true,
      false,
    ])
  })
})
