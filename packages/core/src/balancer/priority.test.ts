import { afterEach, describe, expect, it } from 'vitest'
import type { CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import { statusError } from '../testing/scripted-client.ts'
import { balanced, type OpenScene } from './test/open-scene.ts'
import { leftovers } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

/** Runs by name, and in which order their calls begin. */
function named({ balancer, calls }: Pick<OpenScene, 'balancer' | 'calls'>) {
  const begun: string[] = []
  const failed: string[] = []
  const run = (name: string, options: RunOptions = {}): void => {
    balancer
      .run((target, attempt) => {
        begun.push(name)
        return calls.call(target, attempt)
      }, options)
      .catch(() => failed.push(name))
  }
  return { begun, failed, run }
}

describe('the priority of a run', () => {
  it('lets it go before those that wait with a higher number, and after those with the same', async () => {
    const scene = balanced({ a: { concurrency: 1 } })
    const { begun, run } = named(scene)
    run('first', { priority: 9 })
    run('batch', { priority: 5 })
    run('usual')
    run('urgent', { priority: -1 })
    run('as usual', { priority: 0 })
    run('urgent too', { priority: -1 })
    await scene.drain()
    expect(begun).toEqual(['first', 'urgent', 'urgent too', 'usual', 'as usual', 'batch'])
  })

  it('does not starve the others: one turn in eight is theirs, the oldest of them first', async () => {
    const scene = balanced({ a: { concurrency: 1 } })
    const { begun, run } = named(scene)
    run('first')
    for (let count = 1; count <= 3; count += 1) run(`batch ${count}`, { priority: 5 })
    for (let count = 0; count < 32; count += 1) {
      run('urgent', { priority: -1 })
      await scene.clock.settle()
      scene.calls.end('a')
      await scene.clock.settle()
    }
    expect(begun.indexOf('batch 1')).toBe(8)
    expect(begun.filter((name) => name.startsWith('batch'))).toEqual(['batch 1', 'batch 2', 'batch 3'])
    expect(begun.filter((name) => name === 'urgent').length).toBeGreaterThanOrEqual(28)
    await scene.drain()
  })

  it('of a run that keeps its targets busy lets those for other targets pass', async () => {
    const scene = balanced({ a: { concurrency: 1 }, b: { concurrency: 1 } })
    const { begun, run } = named(scene)
    run('on b', { pin: 'b' })
    for (let count = 0; count < 30; count += 1) run('on a', { pin: 'a', priority: -1 })
    run('next on b', { pin: 'b' })
    await scene.clock.settle()
    scene.calls.end('b')
    await scene.clock.settle()
    expect(begun).toEqual(['on b', 'on a', 'next on b'])
    await scene.drain()
  })

  it('counts for a run that waits before a retry as well', async () => {
    const scene = balanced({ a: { concurrency: 1 } }, { retry: { backoff: () => 100 } })
    const { begun, run } = named(scene)
    run('retried', { priority: -1 })
    await scene.clock.settle()
    scene.calls.end('a', statusError(500))
    await scene.clock.settle()
    run('busy')
    run('usual')
    await scene.clock.advance(100)
    scene.calls.end('a')
    await scene.clock.settle()
    expect(begun).toEqual(['retried', 'busy', 'retried'])
    await scene.drain()
  })

  it('decides who gives up when too many wait: the least urgent one that came last', async () => {
    const scene = balanced({ a: { concurrency: 1 } }, { whenUnavailable: { maxWaiting: 2, maxWaitMs: 5000 } })
    const { begun, failed, run } = named(scene)
    run('first')
    run('batch 1', { priority: 5 })
    run('batch 2', { priority: 5 })
    run('batch 3', { priority: 5 })
    await scene.clock.settle()
    expect(failed).toEqual(['batch 3'])
    run('urgent')
    await scene.clock.settle()
    expect(failed).toEqual(['batch 3', 'batch 2'])
    await scene.drain()
    expect(begun).toEqual(['first', 'urgent', 'batch 1'])
  })

  it('changes nothing for a run that finds a target at once', async () => {
    const scene = balanced({ a: {} })
    const { begun, run } = named(scene)
    run('batch', { priority: 1e9 })
    run('usual')
    await scene.drain()
    expect(begun).toEqual(['batch', 'usual'])
  })

  it.each([Number.NaN, Infinity, '1'])('cannot be %s', async (priority) => {
    const { balancer, calls } = balanced({ a: {} })
    await expect(balancer.run(calls.call, { priority: priority as number })).rejects.toThrow(
      'run: "priority" must be within (-∞, ∞), got',
    )
  })
})

/** So many tokens at once, which come back at 1000 per second. */
class Tokens implements Guard {
  readonly name = 'tokens'
  #fullAt = 0
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  availableAt(now: number, { inputTokens }: CallFacts): number {
    return Math.max(now, this.#fullAt + Math.min(this.#most, inputTokens) - this.#most)
  }

  acquire(now: number, call: CallFacts): Permit | null {
    if (this.availableAt(now, call) > now) return null
    this.#fullAt = Math.max(now, this.#fullAt) + call.inputTokens
    return { release: () => undefined }
  }

  onChange(): () => void {
    return () => undefined
  }
}

describe('a prompt of 50 000 tokens', () => {
  const large = { expectedTokens: { input: 50_000 } }
  const small = { expectedTokens: { input: 10 } }

  it('blocks no other run while it waits for so many tokens, nor do thirty of them', async () => {
    const scene = balanced(
      { a: { guards: [new Tokens(50_000)] } },
      { whenUnavailable: { maxWaitMs: 60_000, maxWaiting: 1000 } },
    )
    const { begun, run } = named(scene)
    run('large 0', large)
    for (let count = 1; count <= 30; count += 1) run(`large ${count}`, large)
    await scene.clock.advance(100)
    for (let count = 0; count < 5; count += 1) {
      run('small', small)
      await scene.clock.advance(20)
    }
    expect(begun).toEqual(['large 0', 'small', 'small', 'small', 'small', 'small'])
    scene.calls.endAll()
    await scene.clock.advance(50_000)
    expect(begun.at(-1)).toMatch(/^large/)
    await scene.balancer.close({ graceMs: 0 })
    await scene.clock.settle()
  })
})
