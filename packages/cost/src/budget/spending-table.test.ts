import { seededRandom } from '@llm-balancer/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpendingTable } from './spending-table.ts'

const tenantOf = (index: number): string => `tenant-${String(index)}`

describe('what tenants have spent', () => {
  it('is never less than they have, whatever the order, and exact while all of them are kept', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 1000 })), { maxLength: 300 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 70 }), (all, most) => {
        const table = new SpendingTable(most)
        const oracle = new Map<number, number>()
        for (const [index, amount] of all) {
          table.add(tenantOf(index), amount)
          oracle.set(index, (oracle.get(index) ?? 0) + amount)
        }
        for (const [index, spent] of oracle) {
          const known = table.get(tenantOf(index))
          if (oracle.size <= most) expect(known).toBe(spent)
          else expect(known).toBeGreaterThanOrEqual(spent)
        }
        expect(table.total).toBe(all.reduce((sum, [, amount]) => sum + amount, 0))
      }),
    )
  })

  it('is looked at for a few tenants only when one has to make room', () => {
    const table = new SpendingTable(100)
    for (let index = 0; index < 100; index += 1) table.add(tenantOf(index), index === 90 ? 1 : 1000 + index)
    table.add('late', 5000)
    const exact = table.export().spent.map(([tenant]) => tenant)
    expect(exact).toHaveLength(100)
    expect(exact).not.toContain(tenantOf(0))
    expect(exact).toContain(tenantOf(90))
  })

  it('is kept one by one of those that spent much, and of the others told nearly as it is', () => {
    const random = seededRandom(7)
    const table = new SpendingTable(200)
    const oracle = new Float64Array(4000)
    for (let call = 0; call < 40_000; call += 1) {
      // Of 4000 tenants 20 make half of the calls.
      const index = Math.floor(random() < 0.5 ? random() * 20 : random() * 4000)
      const amount = Math.floor(random() * 100)
      oracle[index] = (oracle[index] ?? 0) + amount
      table.add(tenantOf(index), amount)
    }
    const excess = [...oracle].map((spent, index) => table.get(tenantOf(index)) - spent)
    expect(Math.min(...excess)).toBe(0)
    expect(Math.max(...excess.slice(0, 20))).toBe(0)
    const mean = oracle.slice(20).reduce((sum, spent) => sum + spent, 0) / 3980
    const meanExcess = excess.reduce((sum, more) => sum + more, 0) / excess.length
    expect(meanExcess).toBeLessThan(2 * mean)
  })

  it('is nothing after it has been cleared', () => {
    const table = new SpendingTable(1)
    table.add('a', 1)
    table.add('b', 2)
    table.clear()
    expect([table.get('a'), table.get('b'), table.total]).toEqual([0, 0, 0])
  })

  it('is the same in another table that takes it', () => {
    const [from, to] = [new SpendingTable(10), new SpendingTable(10)]
    for (let index = 0; index < 100; index += 1) from.add(tenantOf(index), index)
    expect(to.import(JSON.parse(JSON.stringify(from.export())) as ReturnType<typeof from.export>)).toBe(true)
    expect(to.total).toBe(4950)
    for (let index = 0; index < 200; index += 1)
      expect(to.get(tenantOf(index))).toBe(from.get(tenantOf(index)))
    expect(new SpendingTable(100).import(from.export())).toBe(false)
  })
})
