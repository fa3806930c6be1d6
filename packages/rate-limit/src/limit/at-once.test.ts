import { describe, expect, it } from 'vitest'
import { AtOnce } from './at-once.ts'

const minuteMs = 60_000

describe('how much may be used at once', () => {
  it('is a burst while the vendor reports nothing, half of it after a refusal, and grows again', () => {
    const atOnce = new AtOnce(10)
    expect(atOnce.shapeOf(60, minuteMs)).toEqual({ limit: 60, windowMs: minuteMs, capacity: 10, enough: 10 })
    expect(atOnce.isSmaller).toBe(false)
    atOnce.refused()
    expect(atOnce.isSmaller).toBe(true)
    expect(atOnce.shapeOf(60, minuteMs)).toEqual({ limit: 59, windowMs: minuteMs, capacity: 5, enough: 5 })
    for (let times = 0; times < 9; times += 1) atOnce.refused()
    expect(atOnce.shapeOf(60, minuteMs).capacity).toBe(1)
    for (let calls = 0; calls < 2500; calls += 1) atOnce.succeeded()
    expect(atOnce.shapeOf(60, minuteMs).capacity).toBeCloseTo(6)
    for (let calls = 0; calls < 2500; calls += 1) atOnce.succeeded()
    expect(atOnce.isSmaller).toBe(false)
  })

  it('is the most that the vendor was seen to have left, once it has reported often enough', () => {
    const atOnce = new AtOnce(10)
    expect(atOnce.isReported).toBe(false)
    const newly = Array.from({ length: 10 }, () => {
      atOnce.reported()
      atOnce.saw(4)
      return [atOnce.isNewlyReported, atOnce.shapeOf(60, minuteMs).capacity]
    })
    expect(atOnce.isReported).toBe(true)
    expect(newly.map(([isNew]) => isNew)).toEqual([
      true,
      ...Array.from({ length: 7 }, () => false),
      true,
      false,
    ])
    expect(newly.map(([, capacity]) => capacity)).toEqual([...Array.from({ length: 8 }, () => 10), 5, 5])
    expect(atOnce.shapeOf(60, minuteMs)).toMatchObject({ limit: 60, enough: 60 })
    atOnce.saw(30)
    expect(atOnce.shapeOf(60, minuteMs).capacity).toBe(31)
    expect(atOnce.shapeOf(20, minuteMs).capacity).toBe(20)
    for (let calls = 0; calls < 1000; calls += 1) atOnce.saw(1)
    expect(atOnce.shapeOf(60, minuteMs).capacity).toBe(13)
  })

  it('of a limit of nothing is one', () => {
    expect(new AtOnce(0).shapeOf(0, minuteMs)).toEqual({
      limit: 1,
      windowMs: minuteMs,
      capacity: 1,
      enough: 1,
    })
  })

  it('goes on from what was saved', () => {
    const atOnce = new AtOnce(10)
    atOnce.refused()
    for (let count = 0; count < 20; count += 1) atOnce.reported()
    atOnce.saw(7)
    expect(atOnce.export()).toEqual({ burstRatio: 0.5, reports: 9, mostLeft: 7 })
    const next = new AtOnce(40)
    next.import(atOnce.export())
    expect(next.export()).toEqual(atOnce.export())
    expect(next.shapeOf(100, minuteMs)).toEqual(atOnce.shapeOf(100, minuteMs))
    next.import({ burstRatio: 3, reports: 0, mostLeft: 0 })
    expect(next.isSmaller).toBe(false)
  })
})
