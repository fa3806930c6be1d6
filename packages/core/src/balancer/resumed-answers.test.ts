import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt, AttemptFacts, ResumableAnswer, StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { createBalancer } from './create-balancer.ts'
import { chunkRules, leftovers, read, scene, watched, type Scene } from './test/scene.ts'
import type { TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const lost = Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET' } })
const none = { stream: [lost] } as const
const quick = { retry: { backoff: { baseMs: 10, maxMs: 10 } } } as const
const whole = { stream: ['X', '.'] } as const

/** Each attempt reports an answer of its own. */
const reporting =
  (answer: () => unknown): StreamOperation<TestVendor, string> =>
  (vendor, attempt) => {
    attempt.report({ resumable: answer() as ResumableAnswer })
    return vendor.stream(attempt)
  }

const run = async <Id extends string>(
  { balancer, clock }: Scene<Id>,
  operation: StreamOperation<TestVendor, string>,
  options: StreamOptions<string> = { ...chunkRules, onInterrupted: 'continue' },
) => {
  const reading = read(balancer.stream(operation, options))
  for (let turn = 0; turn < 20; turn += 1) await clock.advance(50)
  return reading
}

const waitsOf = ({ events }: Scene<string>): number[] =>
  events.flatMap((event) => (event.type === 'run-waited' ? [event.delayMs] : []))
const failuresOf = ({ events }: Scene<string>): unknown[] =>
  events.flatMap((event) => (event.type === 'listener-failed' ? [event.event] : []))

describe('what an operation reports as an answer that goes on', () => {
  it('may be another object in each attempt', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }, none, { stream: ['y', '.'] }], b: [] }, quick)
    const operation = reporting(() => ({ isOpen: true, position: 1, cancel: () => {} }))
    expect(await run(made, operation)).toEqual({ chunks: ['x', 'y', '.'], error: undefined })
  })

  it.each([
    ['stays where it is', [1]],
    ['goes back and comes again', [5, 3]],
    ['has no number', [NaN]],
  ])('is asked for twice in vain when its position %s', async (_, positions) => {
    const made = scene({ a: [{ stream: ['x', lost] }, none, none, none, none], b: [whole] }, quick)
    let asked = 0
    const answer = {
      isOpen: true,
      get position(): number | undefined {
        return positions[asked++ % positions.length]
      },
      cancel: () => {},
    }
    const { chunks } = await run(
      made,
      reporting(() => ({ ...answer, position: answer.position })),
    )
    expect(made.served).toEqual(['a', 'a', 'a', 'b'])
    expect(chunks).toEqual(['x', { type: 'restart', targetId: 'a', kind: 'network' }, 'X', '.'])
  })

  it('may fail to be cancelled, at once or later', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }], b: [{ stream: ['y', lost] }], c: [whole] }, quick)
    const failed = new Error('not cancelled')
    const cancels = [
      () => Promise.reject(failed),
      () => {
        throw failed
      },
    ]
    const { error } = await run(
      made,
      reporting(() => ({ isOpen: false, position: 0, cancel: cancels.shift() ?? (() => {}) })),
    )
    expect(error).toBeUndefined()
    expect(failuresOf(made)).toEqual(['resumable', 'resumable'])
  })

  it('is not cancelled by a late report while another attempt has it', async () => {
    const made = scene({ a: [{ stream: ['x', lost] }, { stream: ['y', '.'] }] }, quick)
    let cancelled = 0
    const answer = { isOpen: true, position: 1, cancel: () => (cancelled += 1) }
    let first: Attempt | undefined
    const { chunks } = await run(made, (vendor, attempt) => {
      first ??= attempt
      first.report({ resumable: answer })
      return vendor.stream(attempt)
    })
    expect(chunks).toEqual(['x', 'y', '.'])
    expect(cancelled).toBe(0)
  })

  it.each(['restart', 'continue'] as const)(
    'does not keep waits from growing where nothing is resumed, with %s',
    async (onInterrupted) => {
      const early = { stream: ['~role', lost] } as const
      const made = scene(
        { a: [early, early, early, whole] },
        { retry: { maxAttempts: 4, backoff: { baseMs: 10, maxMs: 100, jitter: 'none' } } },
      )
      const operation = reporting(() => ({ isOpen: false, position: 1, cancel: () => {} }))
      expect(await run(made, operation, { ...chunkRules, onInterrupted })).toMatchObject({
        error: undefined,
      })
      expect(waitsOf(made)).toEqual([10, 20, 40])
    },
  )

  it('is no answer when nothing has come of it in any attempt', async () => {
    const made = scene({ a: [none, { stream: [] }, { stream: [] }], b: [whole] }, quick)
    const operation = reporting(() => ({ isOpen: true, position: 0, cancel: () => {} }))
    expect(await run(made, operation, { onInterrupted: 'continue' })).toMatchObject({ chunks: ['X', '.'] })
  })
})

describe('a report that cannot be read', () => {
  const unreadable = Object.defineProperty({}, 'resumable', {
    get() {
      throw new Error('unreadable')
    },
  })

  it.each([undefined, unreadable])('does not fail an operation that makes it too late: %#', async (facts) => {
    const made = scene({ a: [whole] }, quick)
    let late: Attempt | undefined
    await run(made, (vendor, attempt) => ((late = attempt), vendor.stream(attempt)))
    expect(() => late?.report(facts as AttemptFacts)).not.toThrow()
    expect(failuresOf(made)).toEqual(['report'])
  })

  it.each([undefined, unreadable])('does not fail an operation in a group: %#', async (facts) => {
    const inner = scene({ a: [whole] }, quick)
    const targets = [{ id: 'group', client: inner.balancer }]
    const balancer = watched(createBalancer<TestVendor>({ clock: inner.clock, targets }))
    const { error } = await run({ ...inner, balancer }, (vendor, attempt) => {
      attempt.report(facts as AttemptFacts)
      return vendor.stream(attempt)
    })
    expect(error).toBeUndefined()
  })

  it('is left unread in a group as well, as far as it may be', async () => {
    const inner = scene({ a: [whole] }, quick)
    const targets = [{ id: 'group', client: inner.balancer }]
    const balancer = watched(createBalancer<TestVendor>({ clock: inner.clock, targets }))
    let asked = 0
    await run({ ...inner, balancer }, (vendor, attempt) => {
      const get = (): readonly never[] => {
        asked += 1
        return []
      }
      attempt.report(Object.defineProperty({}, 'limits', { enumerable: true, get }))
      return vendor.stream(attempt)
    })
    expect(asked).toBe(0)
  })
})
