import { describe, expect, it } from 'vitest'
import { LearntTime } from './learnt-time.ts'

describe('the time that a target usually takes', () => {
  it('is unknown before the first success', () => {
    const learnt = new LearntTime()
    expect(learnt.of(false)).toBeUndefined()
    expect(learnt.of(true)).toBeUndefined()
  })

  it('is the first time, and then moves a fifth of the way to each further one', () => {
    const learnt = new LearntTime()
    learnt.learn(1000, false)
    expect(learnt.of(false)).toBe(1000)
    learnt.learn(2000, false)
    expect(learnt.of(false)).toBe(1200)
    learnt.learn(0, false)
    expect(learnt.of(false)).toBe(960)
  })

  it('is learnt apart for plain calls and streams', () => {
    const learnt = new LearntTime()
    learnt.learn(5000, false)
    expect(learnt.of(true)).toBeUndefined()
    learnt.learn(100, true)
    expect([learnt.of(false), learnt.of(true)]).toEqual([5000, 100])
  })

  it('tells an answer that took clearly longer than quick ones, which slow ones hardly change', () => {
    const learnt = new LearntTime()
    const isSlow = (elapsedMs: number): boolean => {
      const slow = learnt.isSlow(elapsedMs, false)
      learnt.learn(elapsedMs, false)
      return slow
    }
    expect([1000, 1250, 1260, 900].map(isSlow)).toEqual([false, false, true, false])
    for (let count = 0; count < 10; count += 1) expect(isSlow(3000)).toBe(true)
    expect(isSlow(1000)).toBe(false)
  })

  it('knows the time of a quick answer, which slow answers hardly change', () => {
    const learnt = new LearntTime()
    expect(learnt.quick(false)).toBeUndefined()
    for (const elapsedMs of [1000, 3000, 3000]) learnt.learn(elapsedMs, false)
    expect(learnt.quick(false)).toBeCloseTo(1039.8)
    expect(learnt.of(false)).toBe(1720)
    expect(learnt.quick(true)).toBeUndefined()
  })
})
