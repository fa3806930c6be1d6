import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RollingSum } from './rolling-sum.ts'

describe('a rolling sum', () => {
  it('is that of the latest slots, with the time at which the first of them begins that holds anything', () => {
    const sum = new RollingSum(1000, 3)
    expect(sum.total(500)).toEqual({ sum: 0 })
    sum.add(0, 900)
    expect(sum.total(900)).toEqual({ sum: 0 })
    sum.add(5, 1200)
    sum.add(2, 1999)
    expect(sum.total(1999)).toEqual({ sum: 7, since: 1000 })
    sum.add(10, 3500)
    expect(sum.total(3999)).toEqual({ sum: 17, since: 1000 })
    expect(sum.total(4000)).toEqual({ sum: 10, since: 3000 })
    expect(sum.total(5999)).toEqual({ sum: 10, since: 3000 })
    expect(sum.total(6000)).toEqual({ sum: 0 })
  })

  it('adds to the present slot when time goes back', () => {
    const sum = new RollingSum(1000, 3)
    sum.add(1, 5000)
    sum.add(2, 1000)
    expect(sum.total(2000)).toEqual({ sum: 3, since: 5000 })
  })

  it('is that of a list of all amounts, whatever came when', () => {
    const step = fc.record({ amount: fc.nat({ max: 9 }), afterMs: fc.nat({ max: 5000 }) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step), (slots, steps) => {
        const sum = new RollingSum(700, slots)
        const all: { readonly slot: number; readonly amount: number }[] = []
        let now = 0
        for (const { amount, afterMs } of steps) {
          now += afterMs
          sum.add(amount, now)
          all.push({ slot: Math.floor(now / 700), amount })
          const kept = all.filter(({ slot }) => slot > Math.floor(now / 700) - slots)
          const first = kept.find((one) => one.amount > 0)
          expect(sum.total(now)).toEqual({
            sum: kept.reduce((total, one) => total + one.amount, 0),
            ...(first === undefined ? {} : { since: first.slot * 700 }),
          })
        }
      }),
    )
  })
})
