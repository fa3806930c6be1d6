import { describe, expect, it, vi } from 'vitest'
import { Outcome } from './outcome.ts'

describe('Outcome', () => {
  it('gives what it is settled with later', async () => {
    const outcome = new Outcome<string>()
    const { promise } = outcome
    outcome.settle(() => 'answer')
    await expect(promise).resolves.toBe('answer')
  })

  it('gives what it was settled with before, and makes nothing until it is asked for', async () => {
    const outcome = new Outcome<string>()
    const give = vi.fn(() => 'answer')
    outcome.settle(give)
    expect(give).not.toHaveBeenCalled()
    await expect(outcome.promise).resolves.toBe('answer')
    expect(outcome.promise).toBe(outcome.promise)
    expect(give).toHaveBeenCalledTimes(1)
  })

  it('rejects with what is thrown, which need not be handled', async () => {
    const outcome = new Outcome<string>()
    const { promise } = outcome
    outcome.settle(() => {
      throw new Error('broken')
    })
    await new Promise((resolve) => setImmediate(resolve))
    await expect(promise).rejects.toThrow('broken')
  })

  it('keeps its first outcome', async () => {
    const outcome = new Outcome<number>()
    outcome.settle(() => 1)
    outcome.settle(() => 2)
    await expect(outcome.promise).resolves.toBe(1)
  })
})
