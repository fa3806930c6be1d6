import { describe, expect, it } from 'vitest'
import { keyedUniform } from '../draws/keyed-draws.ts'
import type { AttemptLog } from '../run/run-log.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { serve } from '../test/serve.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { ModelServer, type ServerAnswer } from './model-server.ts'
import type { ServerRequest } from './server-request.ts'

const request = (own: Partial<ServerRequest> = {}): ServerRequest => ({
  ...{ id: 1, inputTokens: 100, outputTokens: 50, session: undefined, prefixTokens: 0 },
  ...own,
})

/** A server, and what calls it. */
function serverOf(
  target: Omit<SimulatedTarget, 'name'>,
  own: { readonly seed?: number; readonly place?: number } = {},
) {
  const clock = new VirtualClock()
  const attempts: AttemptLog[] = []
  const log = (attempt: AttemptLog): unknown => attempts.push(attempt)
  const server = new ModelServer({ ...target, name: 'a' }, { clock, log, ...own })
  const call = (asked?: ServerRequest, signal = new AbortController().signal): ServerAnswer =>
    server.call(signal, asked)
  return { clock, attempts, server, call }
}

describe('the limits of a key', () => {
  const limits = { requestsPerMinute: 60, tokensPerMinute: 6000, burst: 0.05 }
  const calls = [1, 2].map((id) => ({ atMs: 0, request: request({ id, outputTokens: 100 }) }))

  it('refuse after 60 ms what is too much, and say when to come back', async () => {
    const [answered, refused] = await serve({ server: {}, limits }, calls)
    expect(answered).toMatchObject({ end: 'answered', endedAt: 300 })
    expect(refused).toMatchObject({
      ...{ end: 'refused', endedAt: 60 },
      error: { kind: 'rate-limit', status: 429, retryAfterMs: 1000 },
    })
  })

  it('refuse as they are told to', async () => {
    const silent = { ...limits, retryAfter: false, refusalMs: 7 }
    const [, refused] = await serve({ server: {}, limits: silent }, calls)
    expect(refused).toMatchObject({ end: 'refused', endedAt: 7, error: { status: 429 } })
    expect(refused?.error).not.toHaveProperty('retryAfterMs')
  })

  it('say nothing of when to come back with a call that they never let in', async () => {
    const [refused] = await serve({ server: {}, limits }, [
      { atMs: 0, request: request({ inputTokens: 301 }) },
    ])
    expect(refused).toMatchObject({ end: 'refused', endedAt: 60, error: { status: 429 } })
    expect(refused?.error).not.toHaveProperty('retryAfterMs')
  })

  it('tell a call what is left, but not one that is given up or that a server which is down does not answer', async () => {
    const { clock, call, server } = serverOf({
      server: {},
      limits: { requestsPerMinute: 60 },
      changes: [{ fromMs: 1000, toMs: 2000, to: { down: 'hanging' } }],
    })
    expect(call(request(), AbortSignal.abort()).limits).toEqual([])
    expect(call(request()).limits).toMatchObject([{ unit: 'requests', limit: 60, remaining: 59 }])
    expect(server.limitWaitMs(request(), 59)).toBe(0)
    expect(server.limitWaitMs(request(), 60)).toBe(1000)
    await clock.advance(1500)
    expect(call(request()).limits).toEqual([])
    expect(server.calls).toBe(3)
  })

  it('count prompts and answers, of as many calls as are asked about', () => {
    const { server } = serverOf({ server: {}, limits: { tokensPerMinute: 600 } })
    expect(server.limitWaitMs(request({ inputTokens: 500, outputTokens: 100 }))).toBe(0)
    expect(server.limitWaitMs(request({ inputTokens: 500, outputTokens: 101 }))).toBe(Infinity)
    expect(server.limitWaitMs(request(), 4)).toBe(0)
    expect(server.limitWaitMs(request(), 5)).toBe(Infinity)
  })
})

describe('a vendor that is short of capacity', () => {
  it('refuses with a 429, and says to come back in 2 s', async () => {
    const [refused] = await serve({ server: { sheddingRatio: 1 } }, [{ atMs: 0 }])
    expect(refused).toMatchObject({
      ...{ end: 'refused', endedAt: 60 },
      error: { kind: 'rate-limit', status: 429, retryAfterMs: 2000 },
    })
  })
})

describe('luck', () => {
  it('is that of the seed, the request and the place of the server', async () => {
    const refusals = async (own: object, ids: readonly number[]): Promise<boolean[]> => {
      const { clock, attempts, call } = serverOf({ server: { sheddingRatio: 0.5 } }, own)
      for (const id of ids) call(request({ id }))
      await clock.advance(1000)
      return attempts.map(({ status }) => status === 429)
    }
    const ids = Array.from({ length: 40 }, (_, id) => id)
    const expected = (seed: number, target: number): boolean[] =>
      ids.map((id) => keyedUniform({ seed, request: id, target }, 4) < 0.5)
    expect(await refusals({}, ids)).toEqual(expected(1, 0))
    expect(await refusals({ seed: 5, place: 2 }, ids)).toEqual(expected(5, 2))
  })

  it('that fails a call does so with a 500, after 40 % of the way', async () => {
    const [failed] = await serve({ server: { failureRatio: 1 } }, [{ atMs: 0 }])
    expect(failed).toMatchObject({ end: 'refused', endedAt: 120, error: { kind: 'server', status: 500 } })
  })
})

describe('what a call costs', () => {
  const again = request({ session: 'x', inputTokens: 400, prefixTokens: 150 })
  const first = request({ session: 'x' })

  it('is all of its tokens once its first content is there, of which some were in the cache', async () => {
    const { clock, attempts, call } = serverOf({ server: { answerMs: 100 } })
    expect(call(first).cachedTokens).toBe(0)
    expect(attempts).toEqual([
      {
        ...{ target: 'a', startedAt: 0, endedAt: Infinity, end: 'none' },
        ...{ inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
      },
    ])
    await clock.advance(1000)
    expect(call(again).cachedTokens).toBe(150)
    await clock.advance(2000)
    expect(attempts).toMatchObject([
      { end: 'answered', inputTokens: 100, cachedTokens: 0, outputTokens: 50 },
      { end: 'answered', inputTokens: 400, cachedTokens: 150, outputTokens: 50 },
    ])
  })

  it.each([
    [undefined, 300_000],
    [1000, 1000],
    [0, 0],
  ])('a cache that is kept for %o ms is gone after %d ms', async (cacheMs, keptMs) => {
    const { clock, server, call } = serverOf({
      server: { answerMs: 0 },
      ...(cacheMs === undefined ? {} : { cacheMs }),
    })
    call(first)
    clock.schedule(() => {}, keptMs - 1)
    await clock.advance(keptMs - 1)
    expect(server.cachedTokens(again)).toBe(keptMs === 0 ? 0 : 150)
    clock.schedule(() => {}, keptMs - clock.elapsedMs)
    await clock.advance(keptMs)
    expect(server.cachedTokens(again)).toBe(0)
  })
})

describe('what is expected of a call', () => {
  it('is the time to its first content, that of a plain call with the rest', () => {
    const { server } = serverOf({
      server: { answerMs: 200, promptTokensPerSecond: 1000, tokensPerSecond: 100 },
    })
    expect(server.expectedMs(request())).toBe(300)
    expect(server.expectedMs(request(), false)).toBeCloseTo(300 + 500 * Math.exp(0.15 ** 2 / 2), 9)
  })

  it('is longer by the calls that fail, and by those that are under way', async () => {
    const failing = serverOf({ server: { answerMs: 100, failureRatio: 0.25, sheddingRatio: 0.25 } })
    expect(failing.server.expectedMs(request())).toBe(200)
    expect(serverOf({ server: { answerMs: 100, failureRatio: 1 } }).server.expectedMs(request())).toBe(10_000)
    const { clock, server, call } = serverOf({ server: { answerMs: 100, knee: 2 } })
    for (let id = 0; id < 3; id += 1) call(request({ id }))
    expect(server.expectedMs(request())).toBe(200)
    await clock.advance(1000)
    expect(server.expectedMs(request())).toBe(100)
  })

  it('is never while the server is down', () => {
    expect(serverOf({ server: { down: 'hanging' } }).server.expectedMs(request())).toBe(Infinity)
  })

  it('is less with what is in the cache', async () => {
    const { clock, server, call } = serverOf({ server: { answerMs: 0, promptTokensPerSecond: 1000 } })
    call(request({ session: 'x' }))
    await clock.advance(1000)
    expect(server.expectedMs(request({ session: 'x', prefixTokens: 80 }))).toBe(20)
  })
})

it('is crowded by the others, not by the call itself', async () => {
  const ends = await serve({ server: { answerMs: 100, knee: 2 } }, [{ atMs: 0 }, { atMs: 0 }, { atMs: 0 }])
  expect(ends.map(({ endedAt }) => endedAt)).toEqual([100, 100, 150])
})

it('turns calls away as it is said: with a status, or without a connection', async () => {
  const down = { status: 429, afterMs: 3 } as const
  const [refused] = await serve({ server: { down } }, [{ atMs: 0 }])
  expect(refused).toMatchObject({ endedAt: 3, error: { kind: 'rate-limit', status: 429 } })
  const [unconnected] = await serve({ server: { down: 'refused' } }, [{ atMs: 0 }])
  expect(unconnected).toMatchObject({ endedAt: 0, error: { kind: 'network' } })
})

it('has no timer left once it is closed', () => {
  const { clock, server } = serverOf({ server: {}, changes: [{ fromMs: 5, toMs: 9, to: { slowness: 2 } }] })
  expect(clock.pending).toBe(2)
  server.close()
  expect(clock.pending).toBe(0)
})
