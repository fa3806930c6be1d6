import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, metered, read, scene } from './test/scene.ts'
import type { Piece, TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const broken = statusError(500)
const after = (afterMs: number, give: string | Error): Piece => ({ afterMs, give })

describe('the verdict on a stream', () => {
  it('is given at its end, not when it opens nor at its first content', async () => {
    const told: string[] = []
    const { balancer, clock, guards } = scene(
      { a: [{ stream: [after(100, '~role'), after(200, 'x'), after(400, '.')], opens: 'as-promise' }] },
      { strategy: metered(told) },
    )
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(699)
    expect(told).toEqual(['a started', 'a first content after 300'])
    expect(guards.a.released).toEqual([])
    expect(balancer.snapshot().targets[0]).toMatchObject({ inFlight: 1, successes: 0, attempts: 1 })
    await clock.advance(1)
    await reading
    expect(told).toEqual(['a started', 'a first content after 300', 'a success after 700'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ inFlight: 0, successes: 1 })
  })

  it('measures the time to first content and the total time, each on its own', async () => {
    const { balancer, clock, guards, events } = scene({
      a: [{ stream: [after(100, '~role'), after(200, 'x'), after(400, '.')] }],
    })
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(700)
    await reading
    const measures = { type: 'success', firstContentMs: 300, durationMs: 700 }
    expect(guards.a.released).toEqual([measures])
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'stream-committed', targetId: 'a', firstContentMs: 300 }),
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'attempt-succeeded', outcome: measures }))
    expect(events.at(-1)).toMatchObject({ type: 'run-succeeded', targetId: 'a', durationMs: 700 })
  })

  it('keeps the time to first content of a stream that broke later', async () => {
    const { balancer, clock, guards } = scene({ a: [{ stream: [after(300, 'x'), after(400, broken)] }] })
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(700)
    await reading
    expect(guards.a.released).toMatchObject([{ type: 'failure', firstContentMs: 300, durationMs: 700 }])
  })

  it('has no time to first content when there was none', async () => {
    const { balancer, clock, guards } = scene({
      a: [{ stream: [after(300, '~role'), after(400, broken)] }],
      b: [],
    })
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(700)
    await reading
    expect(guards.a.released).toHaveLength(1)
    expect(guards.a.released[0]).not.toHaveProperty('firstContentMs')
  })

  it('counts the attempt of each target from its own start', async () => {
    const { balancer, clock, guards } = scene({
      a: [{ stream: [after(300, broken)] }],
      b: [{ stream: [after(50, 'x'), after(50, '.')] }],
    })
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(400)
    await reading
    expect(guards.b.released).toMatchObject([{ firstContentMs: 50, durationMs: 100 }])
  })

  it('is success when the caller leaves after the final chunk', async () => {
    const { balancer, guards, vendors } = scene({ a: [{ stream: ['x', '.', '~out 3'] }] })
    for await (const chunk of balancer.stream(stream, chunkRules)) if (chunk === '.') break
    expect(guards.a.released).toMatchObject([{ type: 'success' }])
    expect(vendors.a).toMatchObject({ closed: 1, pulls: 2 })
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(balancer.snapshot()).toMatchObject({
      runs: { succeeded: 1, cancelled: 0 },
      targets: [{ successes: 1, neutral: 0 }],
    })
  })

  it('is success for the target, and cancelled for the run, when the caller aborts after the final chunk', async () => {
    const controller = new AbortController()
    const { balancer, guards } = scene({ a: [{ stream: ['x', '.', '~out 3'] }] })
    const chunks = balancer.stream(stream, { ...chunkRules, signal: controller.signal })
    await chunks.next()
    await chunks.next()
    controller.abort('enough')
    expect(guards.a.released).toMatchObject([{ type: 'success' }])
    expect(await read(chunks)).toEqual({ chunks: [], error: 'enough' })
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1 })
  })

  it('is neutral when the caller leaves before the final chunk', async () => {
    const { balancer, guards } = scene({ a: [{ stream: ['x', 'y', '.'] }] })
    for await (const chunk of balancer.stream(stream, chunkRules)) if (chunk === 'y') break
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 0, cancelled: 1 })
  })

  it("leaves the attempt's signal alone when the source came to its end by itself", async () => {
    const { balancer, vendors } = scene({ a: [] })
    await read(balancer.stream(stream, chunkRules))
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(false)
    expect(vendors.a.closed).toBe(0)
  })

  it('reaches a guard once per kind and run: the second time it is neutral', async () => {
    const failing = { stream: ['~role', broken] }
    const { balancer, clock, guards } = scene(
      { a: [failing, failing] },
      { retry: { backoff: () => 1, maxAttempts: 2 } },
    )
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(1)
    await reading
    expect(guards.a.released.map(({ type }) => type)).toEqual(['failure', 'neutral'])
  })
})

describe('the tokens of a stream', () => {
  const tokensOf = (balancer: { snapshot(): { targets: readonly { usage: object }[] } }) =>
    balancer.snapshot().targets.map(({ usage }) => usage)

  it('are read from its chunks, the latest report of each number', async () => {
    const { balancer, guards } = scene({ a: [{ stream: ['~in 7', 'x', '~out 1', '~out 3', '.'] }] })
    await read(balancer.stream(stream, chunkRules))
    expect(guards.a.released).toMatchObject([{ type: 'success', usage: { inputTokens: 7, outputTokens: 3 } }])
    expect(tokensOf(balancer)).toMatchObject([{ inputTokens: 7, outputTokens: 3 }])
  })

  it('count when they come after the final chunk', async () => {
    const { balancer } = scene({ a: [{ stream: ['x', '.', '~out 3'] }] })
    await read(balancer.stream(stream, chunkRules))
    expect(tokensOf(balancer)).toMatchObject([{ outputTokens: 3 }])
  })

  it.each([
    ['broke before its first content', ['~in 7', broken]],
    ['broke after its first content', ['~in 7', 'x', broken]],
    ['was cut off', ['~in 7', 'x']],
  ] satisfies [string, Piece[]][])('count for a stream that %s', async (_, pieces) => {
    const { balancer, guards } = scene({ a: [{ stream: pieces }], b: [] })
    await read(balancer.stream(stream, chunkRules))
    expect(guards.a.released).toMatchObject([{ type: 'failure', usage: { inputTokens: 7 } }])
    expect(tokensOf(balancer)[0]).toMatchObject({ inputTokens: 7 })
  })

  it('count for a stream that the caller left', async () => {
    const { balancer, guards } = scene({ a: [{ stream: ['~in 7', 'x', 'y', '.'] }] })
    for await (const chunk of balancer.stream(stream, chunkRules)) if (chunk === 'x') break
    expect(guards.a.released).toMatchObject([{ type: 'neutral', usage: { inputTokens: 7 } }])
    expect(tokensOf(balancer)).toMatchObject([{ inputTokens: 7 }])
  })

  it('may be reported by the operation too, until the attempt has ended', async () => {
    const { balancer, guards, vendors } = scene({ a: [] })
    await read(
      balancer.stream((vendor, attempt) => {
        attempt.report({ usage: { outputTokens: 5 } })
        return vendor.stream(attempt)
      }, chunkRules),
    )
    vendors.a.attempts[0]?.report({ usage: { outputTokens: 500 } })
    expect(tokensOf(balancer)).toMatchObject([{ outputTokens: 5 }])
    expect(guards.a.observed).toEqual([{ usage: { outputTokens: 5 } }])
  })
})
