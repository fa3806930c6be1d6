import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt, ResumableAnswer } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { chunkRules, leftovers, metered, read, scene, watched, type Scene } from './test/scene.ts'
import { hang, type Piece, type TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const lost = Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET' } })
const isText = (chunk: string): boolean => !chunk.startsWith('~')
const continuing = { ...chunkRules, onInterrupted: 'continue' } satisfies StreamOptions<string>
const quick = { retry: { backoff: { baseMs: 10, maxMs: 10 } } } as const

/** An answer that a vendor goes on with. */
class Answer implements ResumableAnswer {
  isOpen = true
  position = 0
  cancelled = 0

  cancel(): void {
    this.cancelled += 1
  }
}

/** Reports what each target makes as an answer that goes on, and counts what has come of it. */
class Remote {
  readonly answers: Answer[] = []

  readonly operation = async function* (
    this: Remote,
    vendor: TestVendor,
    attempt: Attempt,
  ): AsyncGenerator<string> {
    const answer = (attempt.resumes as Answer | undefined) ?? new Answer()
    if (attempt.resumes === undefined) this.answers.push(answer)
    attempt.report({ resumable: answer })
    for await (const chunk of await vendor.stream(attempt)) {
      answer.position += 1
      if (chunk === '.') answer.isOpen = false
      yield chunk
    }
  }.bind(this)
}

const run = async <Id extends string>(
  { balancer, clock }: Scene<Id>,
  options: StreamOptions<string> = continuing,
  remote = new Remote(),
) => {
  const stream = balancer.stream(remote.operation, options)
  const reading = read(stream)
  for (let turn = 0; turn < 20; turn += 1) await clock.advance(50)
  return { ...(await reading), stream, answers: remote.answers }
}

describe('a stream whose answer goes on at its vendor', () => {
  it.each<[string, readonly Piece[], string]>([
    ['a lost connection', [lost], 'network'],
    ['an end that comes too early', [], 'stream-interrupted'],
    ['silence', [hang], 'timeout'],
    ['an error of the server', [statusError(503)], 'overloaded'],
  ])('is resumed there after %s', async (_, end, kind) => {
    const made = scene(
      { a: [{ stream: ['~role', 'x', 'y', ...end] }, { stream: ['z', '~out 7', '.'] }], b: [] },
      { ...quick, timeouts: { idleMs: 100 } },
    )
    const { chunks, error, stream, answers } = await run(made)
    expect({ chunks, error }).toEqual({ chunks: ['~role', 'x', 'y', 'z', '~out 7', '.'], error: undefined })
    expect(made.served).toEqual(['a', 'a'])
    expect(stream.target?.id).toBe('a')
    expect(stream.attempts).toMatchObject([
      { targetId: 'a', outcome: { type: 'failure', kind } },
      { targetId: 'a', continues: true, outcome: { type: 'success', usage: { outputTokens: 7 } } },
    ])
    expect(made.events.filter(({ type }) => type.startsWith('stream-'))).toMatchObject([
      { type: 'stream-committed', attempt: 1 },
      { type: 'stream-resumed', attempt: 2, targetId: 'a', kind },
    ])
    expect(answers.map(({ cancelled }) => cancelled)).toEqual([0])
    expect(made.balancer.snapshot()).toMatchObject({
      runs: { succeeded: 1, failed: 0 },
      targets: [{ attempts: 2, successes: 1, failures: 1 }, { attempts: 0 }],
    })
  })

  it('is resumed before its first content as well, with what was held', async () => {
    const made = scene({ a: [{ stream: ['~role', lost] }, { stream: ['~more', 'x', '.'] }], b: [] }, quick)
    const { chunks, error } = await run(made)
    expect({ chunks, error }).toEqual({ chunks: ['~role', '~more', 'x', '.'], error: undefined })
    expect(made.served).toEqual(['a', 'a'])
  })

  it('is resumed as often as something new has come of it, whatever a plain retry may do', async () => {
    const once = { stream: ['x', lost] } as const
    const script = [once, once, once, once, once, { stream: ['.'] }]
    const made = scene({ a: script, b: [] }, { retry: { backoff: { baseMs: 40, jitter: 'none' } } })
    const { chunks, error } = await run(made)
    expect(made.events.flatMap((event) => (event.type === 'run-waited' ? [event.delayMs] : []))).toEqual([
      40, 40, 40, 40, 40,
    ])
    expect({ chunks, error }).toEqual({ chunks: ['x', 'x', 'x', 'x', 'x', '.'], error: undefined })
    expect(made.served).toEqual(['a', 'a', 'a', 'a', 'a', 'a'])
  })

  it('may have nothing more to say', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }, { stream: [] }], b: [] }, quick)
    const { chunks, error } = await run(made, { isContent: isText, onInterrupted: 'continue' })
    expect({ chunks, error }).toEqual({ chunks: ['x'], error: undefined })
  })

  it('begins anew elsewhere after two attempts in vain, and its answer is cancelled', async () => {
    const none = { stream: [lost] } as const
    const made = scene({ a: [{ stream: ['x', lost] }, none, none], b: [{ stream: ['X', '.'] }] }, quick)
    const { chunks, answers } = await run(made)
    expect(chunks).toEqual(['x', { type: 'restart', targetId: 'a', kind: 'network' }, 'X', '.'])
    expect(made.served).toEqual(['a', 'a', 'a', 'b'])
    expect(answers.map(({ cancelled }) => cancelled)).toEqual([1, 0])
  })

  it('throws what the caller has of all its attempts when nothing else can serve', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }, { stream: ['y', lost] }, { stream: [lost] }] }, quick)
    const { error, answers } = await run(made, { ...continuing, maxAttempts: 3 })
    expect(StreamInterruptedError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ partial: ['x', 'y'], targetId: 'a', kind: 'network' })
    expect(made.served).toEqual(['a', 'a', 'a'])
    expect(answers.map(({ cancelled }) => cancelled)).toEqual([1])
  })

  it.each(['throw', 'restart'] as const)('is cancelled, and not resumed, with %s', async (onInterrupted) => {
    const made = scene({ a: [{ stream: ['x', lost] }], b: [{ stream: ['X', '.'] }] }, quick)
    const { answers } = await run(made, { ...chunkRules, onInterrupted })
    expect(made.served).toEqual(onInterrupted === 'throw' ? ['a'] : ['a', 'b'])
    expect(answers.map(({ cancelled }) => cancelled)).toEqual(onInterrupted === 'throw' ? [1] : [1, 0])
  })

  it.each([
    ['it is over', (answer: Answer) => (answer.isOpen = false)],
    [
      'it cannot be asked',
      (answer: Answer) =>
        Object.defineProperty(answer, 'isOpen', {
          get() {
            throw new Error('no')
          },
        }),
    ],
  ])('begins anew elsewhere when %s', async (_, change) => {
    const made = scene({ a: [{ stream: ['x', lost] }], b: [{ stream: ['X', '.'] }] }, quick)
    const remote = new Remote()
    const isContent = (chunk: string): boolean => {
      if (chunk === 'x') for (const answer of remote.answers) change(answer)
      return isText(chunk)
    }
    const { chunks } = await run(made, { ...continuing, isContent }, remote)
    expect(chunks).toEqual(['x', { type: 'restart', targetId: 'a', kind: 'network' }, 'X', '.'])
  })

  it('is not resumed where a guard refuses its target', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }], b: [{ stream: ['X', '.'] }] }, quick)
    const isContent = (chunk: string): boolean => {
      if (chunk === 'x') made.guards.a.blockedUntil = Infinity
      return isText(chunk)
    }
    const { chunks, answers } = await run(made, { ...continuing, isContent })
    expect(chunks).toEqual(['x', { type: 'restart', targetId: 'a', kind: 'network' }, 'X', '.'])
    expect(answers[0]?.cancelled).toBe(1)
  })

  it('is not resumed where the retry budget is used up', async () => {
    const budget = { remaining: 0, withdraw: () => false, deposit: () => {} }
    const made = scene({ a: [{ stream: ['x', lost] }], b: [] }, { retry: { ...quick.retry, budget } })
    const { error, answers } = await run(made, { ...continuing })
    expect(made.served).toEqual(['a', 'b'])
    expect(error).toBeUndefined()
    expect(answers[0]?.cancelled).toBe(1)
  })

  it.each(['leaves', 'aborts'] as const)('is cancelled when the caller %s', async (how) => {
    const { balancer, clock } = scene({ a: [{ stream: ['x', 'y', '.'] }] })
    const remote = new Remote()
    const controller = new AbortController()
    const stream = balancer.stream(remote.operation, { ...continuing, signal: controller.signal })
    expect(await stream.next()).toEqual({ done: false, value: 'x' })
    expect(remote.answers[0]?.cancelled).toBe(0)
    if (how === 'leaves') await stream.return()
    else controller.abort(new Error('enough'))
    if (how === 'aborts') await expect(stream.next()).rejects.toThrow('enough')
    await clock.advance(0)
    expect(remote.answers[0]?.cancelled).toBe(1)
  })

  it('is cancelled when the caller leaves while the run waits to resume it', async () => {
    const { balancer, clock } = scene({ a: [{ stream: ['x', lost] }] })
    const remote = new Remote()
    const controller = new AbortController()
    const stream = balancer.stream(remote.operation, { ...continuing, signal: controller.signal })
    await stream.next()
    const next = stream.next()
    next.catch(() => {})
    await clock.advance(0)
    expect(remote.answers[0]?.cancelled).toBe(0)
    controller.abort(new Error('enough'))
    await expect(next).rejects.toThrow('enough')
    expect(remote.answers[0]?.cancelled).toBe(1)
  })

  it('is cancelled when its deadline passes', async () => {
    const made = scene({ a: [{ stream: ['x', hang] }] })
    const { error, answers } = await run(made, { ...continuing, deadlineMs: 200 })
    expect(error).toMatchObject({ kind: 'timeout', partial: ['x'] })
    expect(answers.map(({ cancelled }) => cancelled)).toEqual([1])
  })

  it('is cancelled when it is reported after its attempt has ended', async () => {
    const { balancer } = scene({ a: [{ stream: ['x', '.'] }] })
    let late: Attempt | undefined
    const answer = new Answer()
    await read(balancer.stream((vendor, attempt) => ((late = attempt), vendor.stream(attempt)), chunkRules))
    late?.report({ resumable: answer })
    expect(answer.cancelled).toBe(1)
  })

  it('teaches the strategy nothing of how soon its target answers', async () => {
    const told: string[] = []
    const made = scene(
      { a: [{ stream: ['x', lost] }, { stream: [{ afterMs: 40, give: 'y' }, '.'] }] },
      { ...quick, strategy: metered(told, roundRobin()) },
    )
    await run(made)
    expect(told.filter((line) => !line.includes('started'))).toEqual([
      'a first content after 0',
      'a failure after 0',
      'a neutral after 40',
    ])
  })

  it('is resumed inside a group, and restarted outside of it where it cannot be', async () => {
    const none = { stream: [lost] } as const
    const scripts = { a: [{ stream: ['x', lost] }, { stream: ['y', lost] }, none, none], b: [] } as const
    const shared = { clock: createFakeClock(), served: [] }
    const inner = scene(scripts, quick, shared)
    const other = scene({ c: [{ stream: ['X', '.'] }] }, quick, shared)
    const balancer = watched<TestVendor>(
      createBalancer<TestVendor>({
        clock: inner.clock,
        strategy: roundRobin(),
        targets: [
          { id: 'first', client: inner.balancer },
          { id: 'second', client: other.balancer },
        ],
        ...quick,
      }),
    )
    const { chunks, answers } = await run({ ...inner, balancer })
    expect(chunks).toEqual(['x', 'y', expect.objectContaining({ type: 'restart' }), 'X', '.'])
    expect(inner.served).toEqual(['a', 'a', 'a', 'a', 'c'])
    expect(answers.map(({ cancelled }) => cancelled)).toEqual([1, 0])
  })
})
