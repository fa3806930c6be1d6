import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { AllTargetsFailedError } from '../errors/run-errors.ts'
import { statusError } from '../testing/scripted-client.ts'
import { chunkRules, leftovers, read, scene } from './test/scene.ts'
import { hang, type Piece, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const broken = statusError(500)

describe('the preamble of a stream', () => {
  it('is held back until the first content, and then given before it, in order', async () => {
    const { balancer, clock, vendors } = scene({
      a: [{ stream: ['~role', '~ping', { afterMs: 50, give: 'x' }, '~ping', 'y', '.'] }],
    })
    const chunks = balancer.stream(stream, chunkRules)
    let given: unknown
    const first = chunks.next().then((result) => (given = result.value))
    await clock.advance(49)
    expect(vendors.a.pulls).toBe(3)
    expect(given).toBeUndefined()
    expect(chunks.target).toBeUndefined()
    await clock.advance(1)
    await first
    expect(given).toBe('~role')
    expect(chunks.target?.id).toBe('a')
    expect((await read(chunks)).chunks).toEqual(['~ping', 'x', '~ping', 'y', '.'])
  })

  it('ends for the guards of the target when its first content has come', async () => {
    const heard: string[] = []
    const { balancer, clock } = scene({ a: [{ stream: ['~role', { afterMs: 50, give: 'x' }, '.'] }] })
    const guard: Guard = {
      name: 'listening',
      availableAt: () => 0,
      acquire: (startedAt) => ({
        firstContent: (now) => heard.push(`first content after ${now - startedAt}`),
        release: ({ type }) => heard.push(type),
      }),
    }
    balancer.updateTarget('a', { guards: [guard] })
    const reading = read(balancer.stream(stream, chunkRules))
    await clock.advance(50)
    await reading
    expect(heard).toEqual(['first content after 50', 'success'])
  })

  it('is content without a rule that says otherwise', async () => {
    const { balancer, clock } = scene({ a: [{ stream: ['~role', { afterMs: 50, give: broken }] }], b: [] })
    const reading = read(balancer.stream(stream))
    await clock.advance(50)
    expect((await reading).chunks).toEqual(['~role'])
  })

  it('alone is no answer where content is needed, and an answer otherwise', async () => {
    const rules = { ...chunkRules, isContent: (chunk: string) => /^[a-z]/.test(chunk) }
    const empty: VendorStep = { stream: ['~thought', '.'] }
    const needing = scene({ a: [empty], b: [] })
    const { chunks, error } = await read(
      needing.balancer.stream(stream, { ...rules, needsContent: () => true }),
    )
    expect({ chunks, error }).toEqual({ chunks: ['b', '.'], error: undefined })
    expect(needing.served).toEqual(['a', 'b'])
    expect(needing.balancer.snapshot().targets[0]?.failuresByKind).toEqual({ 'invalid-response': 1 })
    const content = await read(needing.balancer.stream(stream, { ...rules, needsContent: () => true }))
    expect(content.error).toBeUndefined()
    const excused = scene({ a: [empty], b: [] })
    const last: string[] = []
    const needsContent = (final: string): boolean => {
      last.push(final)
      return false
    }
    expect((await read(excused.balancer.stream(stream, { ...rules, needsContent }))).error).toBeUndefined()
    expect([excused.served, last]).toEqual([['a'], ['.']])
    const lenient = scene({ a: [empty], b: [] })
    expect((await read(lenient.balancer.stream(stream, rules))).chunks).toEqual(['~thought', '.'])
    expect(lenient.served).toEqual(['a'])
  })

  it('of a target that failed never reaches the caller', async () => {
    const { balancer } = scene({
      a: [{ stream: ['~from a', broken] }],
      b: [{ stream: ['~from b', 'x', '.'] }],
    })
    expect(await read(balancer.stream(stream, chunkRules))).toEqual({
      chunks: ['~from b', 'x', '.'],
      error: undefined,
    })
  })

  it('is a whole answer when its final chunk came and no content did', async () => {
    const { balancer, served } = scene({ a: [{ stream: ['~role', '~in 7', '.'] }], b: [] })
    const rules = { ...chunkRules, isContent: (chunk: string) => chunk === 'never' }
    const chunks = balancer.stream(stream, rules)
    expect((await read(chunks)).chunks).toEqual(['~role', '~in 7', '.'])
    expect(chunks.target?.id).toBe('a')
    expect(served).toEqual(['a'])
  })
})

describe('before the first content', () => {
  const failures: readonly [string, VendorStep, string][] = [
    ['a rejected response', { answer: statusError(502) }, 'server'],
    ['an error as the first chunk', { stream: [broken] }, 'server'],
    ['an error after the preamble', { stream: ['~role', '~ping', broken] }, 'server'],
    ['a hang before the first chunk', { stream: [hang] }, 'timeout'],
    ['a hang after the preamble', { stream: ['~role', hang] }, 'timeout'],
    ['an end after the preamble', { stream: ['~role'] }, 'stream-interrupted'],
    ['an end without any chunk', { stream: [] }, 'stream-interrupted'],
    ['a rate limit', { stream: ['~role', statusError(429)] }, 'rate-limit'],
    ['a bad key', { stream: ['~role', statusError(401)] }, 'auth'],
  ]
  it.each(failures)('%s fails over unnoticed', async (_, step, kind) => {
    const { balancer, clock, served, vendors, guards } = scene(
      { a: [step], b: [{ stream: ['~role', 'x', 'y', '.'] }] },
      { timeouts: { firstContentMs: 100 } },
    )
    const chunks = balancer.stream(stream, chunkRules)
    const reading = read(chunks)
    await clock.advance(100)
    expect(await reading).toEqual({ chunks: ['~role', 'x', 'y', '.'], error: undefined })
    expect(served).toEqual(['a', 'b'])
    expect(chunks.attempts).toMatchObject([
      { number: 1, targetId: 'a', outcome: { type: 'failure', kind } },
      { number: 2, targetId: 'b', outcome: { type: 'success' } },
    ])
    expect(guards.a.released).toMatchObject([{ type: 'failure', kind }])
    expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
  })

  it('the next target is asked at once, without a sleep', async () => {
    const { balancer, clock } = scene({
      a: [{ stream: [broken] }],
      b: [{ stream: ['~role', broken] }],
      c: [],
    })
    expect(await read(balancer.stream(stream, chunkRules))).toEqual({ chunks: ['c', '.'], error: undefined })
    expect(clock.now()).toBe(1_000_000)
  })

  it('an empty stream is an invalid response, when no chunk is known to be final', async () => {
    const { balancer, served } = scene({ a: [{ stream: [] }], b: [] })
    const chunks = balancer.stream(stream)
    expect((await read(chunks)).chunks).toEqual(['b', '.'])
    expect(served).toEqual(['a', 'b'])
    expect(chunks.attempts[0]?.outcome).toMatchObject({ kind: 'invalid-response' })
    expect(chunks.attempts[0]?.error).toBeInstanceOf(ProviderError)
  })

  it("the caller's own fault ends the stream: no other target is asked", async () => {
    const fault = statusError(400, { code: 'unsupported_value' })
    const { balancer, served, guards } = scene({ a: [{ stream: ['~role', fault] }], b: [] })
    expect(await read(balancer.stream(stream, chunkRules))).toEqual({ chunks: [], error: fault })
    expect(served).toEqual(['a'])
    expect(guards.a.released).toMatchObject([{ type: 'neutral' }])
  })

  it('the failure of every target is reported as such, not as an interruption', async () => {
    const step = { stream: ['~role', broken] }
    const { balancer, served } = scene({ a: [step], b: [step] }, { retry: { maxAttempts: 2 } })
    const { chunks, error } = await read(balancer.stream(stream, chunkRules))
    expect(chunks).toEqual([])
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    expect(served).toEqual(['a', 'b'])
  })
})

describe('a complete answer', () => {
  it('needs its final chunk, however much has come before', async () => {
    const { balancer } = scene({ a: [{ stream: ['x', 'y'] }], b: [] })
    const { chunks, error } = await read(balancer.stream(stream, chunkRules))
    expect(chunks).toEqual(['x', 'y'])
    expect(error).toMatchObject({
      code: 'stream-interrupted',
      kind: 'stream-interrupted',
      partial: ['x', 'y'],
    })
  })

  it('needs no final chunk when no rule names one', async () => {
    const { balancer } = scene({ a: [{ stream: ['x', 'y'] }], b: [] })
    expect(await read(balancer.stream(stream))).toEqual({ chunks: ['x', 'y'], error: undefined })
  })

  it.each([
    ['breaks', statusError(500)],
    ['hangs', hang],
  ] satisfies [string, Piece][])(
    'stays whole when the connection %s after its final chunk',
    async (_, piece) => {
      const { balancer, clock, served, guards, vendors } = scene(
        { a: [{ stream: ['x', '.', '~out 3', piece] }], b: [] },
        { timeouts: { idleMs: 200 } },
      )
      const reading = read(balancer.stream(stream, { ...chunkRules, onInterrupted: 'restart' }))
      await clock.advance(200)
      expect(await reading).toEqual({ chunks: ['x', '.', '~out 3'], error: undefined })
      expect(served).toEqual(['a'])
      expect(guards.a.released).toMatchObject([{ type: 'success', usage: { outputTokens: 3 } }])
      expect(vendors.a.attempts[0]?.signal.aborted).toBe(true)
    },
  )
})
