import { describe, expect, it } from 'vitest'
import { begin } from './begin.ts'

describe('begin', () => {
  it('gives a value, what a promise gives, and what a promise of another implementation gives', async () => {
    const foreign: PromiseLike<number> = { then: (use) => Promise.resolve(3).then(use) }
    expect(await begin(() => 1)).toBe(1)
    expect(await begin(() => Promise.resolve(2))).toBe(2)
    expect(await begin(() => foreign)).toBe(3)
  })

  it('calls at once', () => {
    const calls: string[] = []
    void begin(() => calls.push('called'))
    expect(calls).toEqual(['called'])
  })

  it('rejects with what is thrown, and with what a promise rejects with', async () => {
    const thrown = new Error('thrown')
    const fail = (): never => {
      throw thrown
    }
    await expect(begin(fail)).rejects.toBe(thrown)
    await expect(begin(() => Promise.resolve().then(fail))).rejects.toBe(thrown)
  })
})
